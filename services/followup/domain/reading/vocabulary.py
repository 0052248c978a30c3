"""The words the reader knows, by language. English is always on. All folded: lower case, no accents.

Phrases are matched against words with one space between them; Chinese characters count as words.
"""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Vocabulary:
    numbers: dict[str, int]
    pronouns: frozenset[str]  # number words that are more often something else: "one", "uno"
    not_numbers: tuple[str, ...]  # words that only look like one
    units: tuple[str, ...]  # patterns; after a number, they make it something other than a score
    openings: tuple[str, ...]  # may stand before a score, several and in any order
    closings: tuple[str, ...]  # may stand right after it
    breaks: tuple[str, ...]  # begin words that are for staff
    elsewhen: tuple[str, ...]  # begin words that say the score is not of now
    nothing: tuple[str, ...]  # say 0, when they are all that is said
    out_of: tuple[str, ...]
    to: tuple[str, ...]  # between the ends of a range
    between: tuple[tuple[str, str], ...]
    half: tuple[str, ...]
    vague: frozenset[str]  # about how it is, without a number
    praise: frozenset[str]  # with a 10, they say the visit was good
    distress: frozenset[str]  # with a 0, they say it is not 0
    asking: frozenset[str]  # first words of a question
    visiting: frozenset[str]  # about the visit, so that a number beside them is none of ours


def _phrases(listed: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in listed.split("|"))


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _counted(listed: str) -> dict[str, int]:
    """From zero up; those beyond ten, to know them for what they are."""
    return {word: number for number, word in enumerate(listed.split())}


ENGLISH = Vocabulary(
    numbers=_counted("zero one two three four five six seven eight nine ten eleven twelve thirteen")
    | {"twenty": 20, "hundred": 100},
    pronouns=_words("one"),
    not_numbers=(),
    units=_phrases(
        r"""st|nd|rd|th|am|pm|a\.m\.?|p\.m\.?|o'?clock|mins?|minutes?|hrs?|hours?|h|days?|nights?
        |weeks?|months?|years?|yrs?|times?|x|mg|mcg|g|ml|pills?|tablets?|tabs?|capsules?|drops?
        |doses?|cups?|glasses?|blocks?|miles?|steps?|sessions?|visits?|percent|%|people|kids|lbs?
        |kg"""
    ),
    openings=_phrases(
        """so|well|ok|okay|hi|hello|hey|good morning|good afternoon|good evening|today|now|right now
        |currently|still|it's|its|it is|i'm|im|i am|i'm at|im at|i am at|it's at|its at|it is at
        |i'd say|id say|i would say|my|pain|score|level|number|is|is at|feels like|feeling|about|around
        |roughly|like|approximately|approx|a|an|only|just|maybe|probably|perhaps|somewhere|i think
        |i guess|thanks|thank you|abt|prob|solid|same|no change|unchanged|still at|still around
        |down to|haha|lol|i feel|i feel like|feel like"""
    ),
    closings=_phrases(
        """today|now|right now|at the moment|for now|thanks|thank you|thx|ty|please|ish|or so|i'd say
        |i would say|i think|i guess|ok|okay|sadly|unfortunately|pain|rn|maybe|depending|still
        |same as before|same as yesterday|same as last time|like before|thank you so much
        |thanks so much|many thanks|doctor|doc"""
    ),
    breaks=_phrases(
        """but|and|with|because|although|though|when sitting|when standing|when walking|when resting
        |when i sit|when i stand|when i walk|when i move|after walking|after sitting|after standing
        |after work|it hurts|hurts|much better|much worse|help|please help|better|worse|feel|feeling|feels|at rest|at night|numb"""
    ),
    elsewhen=_phrases(
        """yesterday|last|this morning|earlier|before|ago|tomorrow|tonight|was|that was|it was|not
        |no wait|when|if"""
    ),
    nothing=_phrases(
        "none|no pain|pain free|painfree|pain - free|no pain at all|none at all|without pain"
    ),
    out_of=_phrases("/|out of|of|over"),
    to=_phrases("-|~|to|or"),
    between=(("between", "and"), ("from", "to")),
    half=_phrases("and a half|½|¼|¾"),
    vague=_words(
        """no yes yeah yep nope ok okay k fine good great well bad better worse same sore stiff pain
        painful hurts hurt hurting ache aches aching tired alright awful terrible horrible much lot
        little bit less more improved improving unchanged nothing thanks feel feeling so meh hmm idk
        know sure say depends varies comes goes maybe gone really"""
    ),
    praise=_words(
        """great good excellent amazing awesome perfect wonderful love loved best fantastic happy
        recommend better"""
    ),
    distress=_words(
        """hurts hurt hurting terrible awful worse worst bad badly horrible unbearable painful
        severe agony sore aching"""
    ),
    asking=_words("can could may when what where who how why is are do does will would should"),
    visiting=_words(
        """see come coming appointment appt visit call reschedule arrive late booked slot meet there
        address apt session took take taking pill question questions jan feb march april june july aug sept oct nov dec"""
    ),
)

SPANISH = Vocabulary(
    numbers=_counted("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece")
    | {"veinte": 20, "cien": 100},
    pronouns=_words("uno"),
    not_numbers=(),
    units=_phrases(
        """minutos?|horas?|dias?|noches?|semanas?|mes|meses|anos?|veces|pastillas?|tabletas?|gotas?
        |dosis|personas?"""
    ),
    openings=_phrases(
        """hola|buenos dias|buenas tardes|buenas noches|hoy|ahora|ahora mismo|es|es de|un|una|unos|estoy en|tengo un|mi
        |dolor|como|todavia|sigue|sigue en|mas o menos|alrededor de|bueno|gracias|nivel"""
    ),
    closings=_phrases("hoy|ahora|ahora mismo|gracias|por favor|mas o menos|dolor"),
    breaks=_phrases("pero|y|con|porque|aunque"),
    elsewhen=_phrases("ayer|anoche|esta manana|antes|manana|era|fue|no|cuando|si"),
    nothing=_phrases(
        """nada|ninguno|sin dolor|no hay dolor|no tengo dolor|no me duele|no me duele nada|no duele
        |nada de dolor|ningun dolor"""
    ),
    out_of=_phrases("de|sobre"),
    to=_phrases("a|o"),
    between=(("entre", "y"), ("de", "a"), ("entre", "a")),
    half=_phrases("y medio|y media|½|¼|¾"),
    vague=_words(
        """no si bien mal mejor peor igual dolor duele regular ok gracias cansado cansada mucho poco
        menos mas"""
    ),
    praise=_words("excelente genial perfecto perfecta bueno buena mejor encanta"),
    distress=_words("duele mucho terrible horrible peor mal fuerte insoportable"),
    asking=_words("puedo puede cuando que donde cual"),
    visiting=_words("cita las llamar llame ver verlos tarde llego voy"),
)

CHINESE = Vocabulary(
    numbers=_counted("零 一 二 三 四 五 六 七 八 九 十 十一 十二")
    | {"〇": 0, "两": 2, "兩": 2, "二十": 20, "一百": 100},
    pronouns=_words("一"),
    # Very, a bit, some, the same, a moment.
    not_numbers=_phrases("十分|一点|一點|一些|一样|一樣|一下"),
    units=_phrases("点钟?(?![都也])|點鐘?(?![都也])|片|粒|天|号|日|月|小时|分钟|次|个|岁|年|周"),
    openings=_phrases("现在|今天|大概|大约|差不多|是|我|我的|疼痛|还是|你好|谢谢"),
    closings=_phrases("分|分痛|分疼|左右|谢谢|了|吧"),
    breaks=_phrases("但|但是|可是|不过"),
    elsewhen=_phrases("昨天|早上|之前|刚才|明天|不"),
    nothing=_phrases(
        "無痛|沒有痛|沒有疼痛|沒痛|&都不疼|&也不疼|完全不痛|完全不疼|&都不痛|&也不痛|不痛|不疼|无痛|没有疼痛|不痛了|不疼了|没有痛|没痛"
    ),
    out_of=(),
    to=_phrases("到|至|或|或者"),
    between=(("", ""),),  # "seven eight points" is from seven to eight
    half=_phrases("分半|半|½"),
    vague=_words("好 痛 疼 不 是 坏 差 酸 &"),
    praise=_words("好 棒"),
    distress=_words("痛 疼"),
    asking=_words("吗 几"),
    visiting=_words("来 约"),
)

BY_LANGUAGE = {"en": ENGLISH, "es": SPANISH, "zh": CHINESE}


def vocabularies(language: str) -> tuple[Vocabulary, ...]:
    """English, and the patient's own language (BCP 47) where it is another one known here."""
    own = BY_LANGUAGE.get(language.split("-")[0].lower())
    return (ENGLISH,) if own is None or own is ENGLISH else (ENGLISH, own)
