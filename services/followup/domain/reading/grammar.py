"""The closed grammar of an answer. What does not match it is not read as a score."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from services.followup.domain.reading.canonical import spaced
from services.followup.domain.reading.vocabulary import Vocabulary

# Bounded, so that no crafted text makes the patterns slow.
OPENINGS = 12
CLOSINGS = 6
SOFT = (",", ";", ":", "=", "~", ".", "!", "*", "(", '"', "'")  # may stand before a score
PUNCTUATION = (",", ".", ";", ":", "!", "-", "(", ")", "*", "'", '"')


@dataclass(frozen=True)
class Grammar:
    """Patterns for a whole canonical line; its numbers come in order: the score or the ends of a
    range, then the scale. Groups: `half`; `zero`, which says no pain; `rest`, words for staff.
    """

    one_number: re.Pattern[str]
    two_ends: re.Pattern[str]
    nothing: re.Pattern[str]
    says_nothing: re.Pattern[str]  # anywhere


@cache
def grammar(known: tuple[Vocabulary, ...]) -> Grammar:
    openings = [*SOFT, *(w for v in known for w in v.openings)]
    opening = f"(?:{_any(openings)}){{0,{OPENINGS}}}"
    closings = [w for v in known for w in v.closings]
    closing = f"(?:{_any(closings)}){{0,{CLOSINGS}}}"
    breaking = _any([*PUNCTUATION, *(w for v in known for w in v.breaks)])
    elsewhen = _any(w for v in known for w in v.elsewhen)
    nothing = _any(w for v in known for w in v.nothing)
    scale = f"(?:(?:{_any(w for v in known for w in v.out_of)})# )?"
    half = f"(?P<half>{_any(w for v in known for w in v.half)})?"
    rest = f"(?P<rest>(?:{breaking})+(?!{elsewhen})[^#]*)?"
    tail = f"(?P<zero>{nothing})?{closing}{rest}"
    ends = "|".join(_ends(known))
    return Grammar(
        one_number=re.compile(f"{opening}# {scale}{half}{tail}"),
        two_ends=re.compile(f"{opening}(?:{ends}){scale}{tail}"),
        nothing=re.compile(
            f"{opening}(?:{nothing})(?:{_any([*closings, *PUNCTUATION])}){{0,{CLOSINGS}}}"
        ),
        says_nothing=re.compile(f"(?:^|(?<= ))(?:{nothing})"),
    )


def _ends(known: tuple[Vocabulary, ...]) -> Iterable[str]:
    yield f"# (?:{_any(w for v in known for w in v.to)})# "
    for v in known:
        yield from (f"{spaced(f'{before} # {middle} #')} " for before, middle in v.between)


def _any(phrases: Iterable[str]) -> str:
    spaced_out = sorted({spaced(p) for p in phrases}, key=len, reverse=True)
    return "|".join(re.escape(f"{phrase} ") for phrase in spaced_out)
