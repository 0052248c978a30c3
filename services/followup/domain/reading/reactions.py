"""Reads what a patient says they noticed after a treatment. Doubt is for a person, never silence."""

import re
from dataclasses import dataclass
from enum import StrEnum

from services.followup.domain.reading.folding import fold
from services.followup.domain.reading.signs import ORDER, SIGNS_VERSION, find_signs
from shared.events.alerts import Grade

NOTHING = re.compile(
    r"""(?:(?:hi|hello|hola|ok|okay|so|well|thanks|thank\ you|gracias|谢谢|good)[\s,.!]*){0,3}
    (?:n|no|nope|nah|none|nothing|0|zero|no+\ (?:problems?|issues?|reactions?|troubles?|changes?|new\ troubles?)|
       (?:nothing|none|no)\ (?:new|weird|strange|unusual|different|at\ all|to\ report|bad|really|unusual)|not\ (?:at\ all|really)|
       (?:all|i'?m|feeling|feel|doing|it'?s)?\ ?(?:all\ )?(?:good|fine|great|ok|okay|well)|
       nada|ningun[ao]|no,?\ nada|todo\ (?:bien|normal)|estoy\ bien|bien|sin\ problemas?|nada\ nuevo|
       一切正常|都正常|正常|没有|没|无|没事|没什么|都好|很好|挺好|不|没有不舒服)
    [\s,.!👍🙏😊🙂]*(?:(?:thanks|thank\ you|thx|today|all\ good|so\ far|gracias|谢谢)[\s,.!👍🙏😊🙂]*){0,3}""",
    re.VERBOSE,
)


class ReactionKind(StrEnum):
    NONE = "none"
    SIGNS = "signs"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class ReactionReading:
    """`signs` are codes, the gravest first, and `denied` those that were said not to be there."""

    kind: ReactionKind
    grade: Grade | None = None
    signs: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    reader_version: str = SIGNS_VERSION


def read_reaction(text: str) -> ReactionReading:
    """All languages at once: a sign in any of them counts."""
    folded = fold(text.strip()).text
    found = find_signs(folded)
    present = [sign for sign in found if not sign.denied]
    denied = tuple(sign.code for sign in found if sign.denied)
    if present:
        gravest = min((sign.grade for sign in present), key=ORDER.__getitem__)
        codes = tuple(sign.code for sign in present)
        return ReactionReading(ReactionKind.SIGNS, gravest, codes, denied)
    only_mild_denied = bool(found) and all(sign.grade is Grade.YELLOW for sign in found)
    if NOTHING.fullmatch(folded) or only_mild_denied:
        return ReactionReading(ReactionKind.NONE, denied=denied)
    return ReactionReading(ReactionKind.UNCLEAR, denied=denied)
