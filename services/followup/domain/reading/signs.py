"""What patients notice after a treatment, as codes with a grade (CLINIC.md D.4), by language.

Patterns are matched against folded text (lower case, no accents). Doubt counts as the sign being
there; what is denied is told apart, so that a person can look at it (S-115).
"""

import re
from dataclasses import dataclass

from shared.events.alerts import Grade

SIGNS_VERSION = "3"


@dataclass(frozen=True)
class Sign:
    code: str
    grade: Grade
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Found:
    code: str
    grade: Grade
    denied: bool


def _sign(code: str, grade: Grade, *alternatives: str) -> Sign:
    latin = "|".join(a for a in alternatives if a.isascii())
    other = "|".join(a for a in alternatives if not a.isascii())
    bounded = rf"(?<![a-z])(?:{latin})(?![a-z])" if latin else ""
    return Sign(code, grade, re.compile("|".join(part for part in (bounded, other) if part)))


_BREATH = r"(?:breath\w*|breathe|breathing|respir\w+)"
SIGNS: tuple[Sign, ...] = (
    _sign(
        "trouble_breathing",
        Grade.RED,
        rf"(?:trouble|hard|difficult\w*|can'?t|cannot|short(?:ness)?|hurts|out) (?:of |to |2 |with |when i |catch |get )*(?:my |a |any |full |deep |take )*{_BREATH}|(?:barely|hardly|not|struggling to) {_BREATH}|breathless|wheez\w+|gasping|pain when (?:i |taking |breathing )\w*\s?(?:a |deep )*(?:{_BREATH}|inhale)",
        r"(?:me cuesta|no puedo|dificultad para|falta de|me falta)(?: el| de| mucho)? (?:respirar|aire|aliento)|respir\w+ con dificultad|no respiro|me ahogo|duele (?:mucho )?(?:al|cuando) respir\w+",
        "呼吸(?:很|有点|好|非常)?困难|不能呼吸|呼吸不(?:过来|了)|喘不|气短|呼吸疼",
    ),
    _sign(
        "chest_pain",
        Grade.RED,
        r"chest (?:is |feels? |felt |so |very |really |a bit )*(?:pains?|hurt\w*|tight\w*|pressure|heavy|ach\w+|sore)|(?:pains?|pressure|tightness) (?:in|on) (?:my |the )?chest|tight chest|chest is killing|chestpains?|heart attack",
        r"(?:dolor|presion|opresion) (?:de|en el) pecho|(?:duele|aprieta)(?: mucho)? el pecho",
        "胸(?:口|部)?(?:很|好|有点)?(?:痛|疼|闷)",
    ),
    _sign(
        "fainting",
        Grade.RED,
        r"faint(?:ed|ing)?|pass(?:ed|ing)? out|lost consciousness|collapsed|black(?:ed|ing) out|unconscious",
        r"(?:me )?desmay\w+|perdi el (?:conocimiento|sentido)",
        "晕倒|昏倒|昏迷|昏过去",
    ),
    _sign(
        "one_sided_weakness",
        Grade.RED,
        r"one side (?:is |of my body )?\w*\s?(?:weak|numb|droop\w*)|face (?:is )?droop\w*|slurr\w+|(?:can'?t|cannot|unable to|not able to) (?:speak|(?:move|lift|raise|feel) (?:my |the )?(?:left |right |whole )?(?:arm|leg|hand|side|face)s?)",
        r"no puedo (?:hablar|mover)|cara caida|un lado debil",
        "半边|说话不清|口齿不清",
    ),
    _sign(
        "worst_headache",
        Grade.RED,
        r"worst headache\w*|thunderclap|stiff neck and fever|sudden(?: \w+)? headache|splitting headache|headache (?:that )?(?:came|hit|began|started) (?:on )?sudden\w*",
        r"peor dolor de cabeza|dolor de cabeza (?:muy fuerte )?(?:de repente|repentino)",
        "最(?:严重|厉害|痛)的头痛|剧烈头痛|爆裂样头痛|头痛(?:欲裂|得要死|得要命)|突然头很?[痛疼]",
    ),
    _sign(
        "coughing_blood",
        Grade.RED,
        r"(?:cough|spit|hack)(?:t?ed|t?ing|s)?(?: up)?(?: some| a little| a bit of| bits of)? blood|blood when i cough",
        r"(?:tos\w*|escup\w+|flema) (?:con )?sangre|sangre al toser",
        "咳出?血|咯血|吐血|痰里有血",
    ),
    _sign(
        "swelling_of_face",
        Grade.RED,
        r"(?:swollen|swelling|swelled)(?: of| in| up)?(?: my| the)? (?:lips?|face|throat|tongue)|(?:lips?|face|throat|tongue) (?:is |are |feels? |got |getting |looks? |really |very |so )*(?:swollen|swelling|swelled|closing|puffy)",
        r"(?:cara|labios?|garganta|lengua) hinchad[ao]s?|hinch\w+ (?:los |la |el |mis |mi )?(?:cara|labios?|garganta|lengua)",
        "脸肿|嘴唇肿|喉咙肿",
    ),
    _sign(
        "heavy_bleeding",
        Grade.RED,
        r"(?:heavy|heavily|lots? of|won'?t stop|can'?t stop|doesn'?t stop) bleed\w*|bleed\w* (?:heavily|a lot|won'?t stop|and won'?t stop|badly)",
        r"sangr\w+ (?:mucho|abundante)|mucha sangre|no para de sangrar|hemorragia|no deja de salir sangre",
        "大量出血|大出血|流血不止|出血不止|血止不住|流了很多血",
    ),
    _sign(
        "bladder_or_bowel",
        Grade.RED,
        r"(?:can'?t|cannot|lost|no) (?:pee|urinate|control (?:of )?(?:my )?(?:bladder|bowels?))|incontinen\w+|saddle|numb\w* (?:in |around |at )?(?:my |the )?(?:groin|genitals?|private\w*|bottom|between (?:my |the )?legs|down there)|both (?:my )?legs (?:are |feel |went |got )?(?:weak|numb)|(?:can'?t|cannot|unable to|not able to) feel (?:my |the )?(?:legs|groin|bottom|genitals|privates)|(?:wet|soiled|peed|pooped|pee|crapped)(?: on)? (?:myself|my pants|the bed|my bed)",
        r"no puedo (?:orinar|controlar la orina|aguantar la orina)|incontinencia|me orine|(?:no controlo|perdi el control de) (?:la |los )?(?:orina|esfinteres|vejiga)|no siento (?:la |mis )?(?:entrepierna|ingle|partes)",
        "失禁|尿不出|双腿无力|尿裤子|(?:憋|控制)不住(?:小便|大便|尿)|小便控制不住",
    ),
    _sign(
        "fever",
        Grade.ORANGE,
        r"fever(?:ish)?|chills|shivering|temperature of (?:10\d|38|39|40)",
        r"fiebre|escalofrios|calentura",
        "发烧|发热|寒战|发冷",
    ),
    _sign(
        "infected_site",
        Grade.ORANGE,
        r"(?:hot|warm),? (?:and )?red|red(?:ness)?,? (?:and )?(?:hot|warm|spreading|swollen)|oozing|pus|infect\w*|spreading red\w*|discharge",
        r"pus|infect\w*|rojo y caliente|enrojecid\w+",
        "化脓|感染|红肿",
    ),
    _sign(
        "numbness",
        Grade.ORANGE,
        r"numb(?:ness)?|tingl\w+|pins and needles|weakness|weak (?:arm|leg|hand|foot|grip)|(?:arm|leg|hand|foot) (?:is|feels|are|feel) weak|foot drop",
        r"se me (?:durm|duerm|adormec|entumec)\w+|adormecid\w+|entumecid\w+|hormigueo|debilidad|sin fuerza",
        "麻木|发麻|[手脚腿臂指]麻|刺痛感|无力",
    ),
    _sign(
        "swelling",
        Grade.ORANGE,
        r"swell\w*|swollen|(?:large|big|huge|growing|spreading) bruis\w*|bruis\w* (?:is |are |keeps? )?(?:growing|spreading|getting (?:bigger|larger)|huge|big)|h(?:a)?ematoma|lump",
        r"hinchad[ao]s?|hinchazon|moreton(?:es)? (?:grande|enorme)s?",
        "肿了|肿胀|大块淤",
    ),
    _sign(
        "needle_left",
        Grade.ORANGE,
        r"needle\w* (?:is |was |are |were )?(?:still|left|stuck|broke\w*|snapped|won'?t come out|forgotten|remain\w*)|(?:broken|forgotten|stuck) needle|found a needle|needle (?:\w+ ){1,4}still|still (?:have |got |has )?(?:a |the |one )?needle",
        r"aguja (?:olvidada|rota|clavada|atorada|quedo|todavia)|(?:encontre|dejaron|olvidaron|rompio|quebro|quedo) (?:una|la) aguja",
        "针没拔|断针|针断|针还在|针拔不|留针",
    ),
    _sign(
        "vomiting",
        Grade.ORANGE,
        r"vomit\w*|thr(?:ow|ew|owing|own) up|puk(?:e|ed|ing)|yellow (?:skin|eyes)|(?:skin|eyes) (?:is |are |look\w* |turn\w* |a bit )*yellow\w*|jaundice\w*|dark urine",
        r"vomit\w*|orina oscura|ojos amarillos|piel amarilla",
        "呕吐|黄疸|尿黄|深色尿",
    ),
    _sign(
        "pregnancy",
        Grade.ORANGE,
        r"(?:pregnan\w+|baby).{0,40}(?:bleed\w*|cramp\w*|spotting)|(?:bleed\w*|cramp\w*|spotting).{0,40}pregnan\w+",
        r"embaraz\w+.{0,40}(?:sangr\w+|colicos|manchado)",
        "怀孕.{0,10}(?:出血|痛)",
    ),
    _sign(
        "severe_pain",
        Grade.ORANGE,
        r"severe pain|(?:unbearable|excruciating|agony)|(?:pain|it) (?:is|got|has gotten|gotten) (?:much|way|a lot) worse|worst pain",
        r"dolor (?:muy fuerte|insoportable|severo)|mucho peor",
        "剧痛|非常疼|疼得厉害|痛得厉害",
    ),
    _sign("bruise", Grade.YELLOW, r"bruis\w*|black and blue", r"moret\w+|morado\w*", "淤青|瘀"),
    _sign(
        "soreness",
        Grade.YELLOW,
        r"sore(?:ness)?|achy|ach(?:e|es|ing)|tender\w*|stiff(?:ness)?",
        r"adolorid[ao]|molestia\w*|dolorcit\w+|rigid\w+",
        "酸痛|酸|有点痛|有点疼",
    ),
    _sign(
        "tiredness",
        Grade.YELLOW,
        r"tired\w*|exhaust\w*|fatigue\w*|sleepy|drowsy|drained",
        r"cansad[ao]|cansancio|agotad[ao]|sueno",
        "累|疲劳|疲倦|困",
    ),
    _sign(
        "dizziness",
        Grade.YELLOW,
        r"dizz\w+|light ?headed\w*|woozy|nausea\w*|nauseous|queasy",
        r"maread[ao]|mareo\w*|nausea\w*",
        "头晕|晕|恶心",
    ),
    _sign(
        "flare",
        Grade.YELLOW,
        r"flare\w*(?: ?up)?|(?:a (?:little|bit) |slightly )?worse|more pain|hurts? more|pain(?:s|ful)?|hurt(?:s|ing)?",
        r"empeor\w+|mas dolor|duele\w*|dolor",
        "加重|更痛|更疼|痛|疼",
    ),
    _sign("itch", Grade.YELLOW, r"itch\w*|rash", r"picazon|comezon|sarpullido", "痒|皮疹"),
)
RED_CODES = frozenset(sign.code for sign in SIGNS if sign.grade is Grade.RED)
ORDER = {Grade.RED: 0, Grade.ORANGE: 1, Grade.YELLOW: 2}
MASK = "\u25a0"
# What takes a sign back, right before it or before a list that it ends: "no fever, chills or
# numbness". A denial further away is none: "no sleep, fever all night".
_DENIAL = re.compile(
    rf"""(?:(?<![a-z])(?:no|not|without|never|isn't|wasn't|(?:don't|didn't|haven't|do\ not|did\ not)
            (?:\ (?:have|had|feel|notice))?|sin|ningun[ao]?|nada\ de|no\ (?:tengo|hubo|hay))
            (?:\ (?:any|a|real|more|signs?\ of|un|una|mas))*\ |没有|没|无|不)
        (?:{MASK}+(?:\ *(?:,|/|or|nor|o|ni|y|and|、|或|和)\ *)+(?:any\ |no\ |sin\ )?)*$""",
    re.VERBOSE,
)


def find_signs(folded: str) -> list[Found]:
    """All that are named, the gravest first. In the same words a graver one takes the place of a
    milder one: "chest pain" is not "pain" too.
    """
    found: list[tuple[Sign, tuple[int, int]]] = []
    for sign in SIGNS:
        for match in sign.pattern.finditer(folded):
            if not any(start < match.end() and match.start() < end for _, (start, end) in found):
                found.append((sign, match.span()))
    masked = _mask(folded, [span for _, span in found])
    denied = {span for _, span in found if _DENIAL.search(masked[: span[0]])}
    return [
        Found(sign.code, sign.grade, all(span in denied for other, span in found if other is sign))
        for sign in dict.fromkeys(sign for sign, _ in found)
    ]


def _mask(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + MASK * (end - start) + text[end:]
    return text
