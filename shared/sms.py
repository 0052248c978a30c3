"""How many segments a text costs: the GSM-7 / UCS-2 arithmetic carriers bill by (3GPP TS 23.038)."""

from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each costs two septets: an escape and the character.
_EXTENSION = frozenset("\f^{}\\[~]|€")

_ALONE = {"GSM-7": 160, "UCS-2": 70}
_JOINED = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True)
class Segments:
    """`units` are septets for GSM-7 and UTF-16 code units for UCS-2."""

    encoding: Encoding
    units: int
    segments: int


def count_segments(text: str) -> Segments:
    """An empty text counts as one segment, as Twilio's own calculator has it."""
    if len(text) <= _ALONE["GSM-7"] and _BASIC.issuperset(text):
        return Segments("GSM-7", len(text), 1)  # as nearly every text is
    encoding: Encoding = "GSM-7" if not characters_outside_gsm7(text) else "UCS-2"
    costs = [_cost(character, encoding) for character in text]
    units = sum(costs)
    if units <= _ALONE[encoding]:
        return Segments(encoding, units, 1)
    return Segments(encoding, units, _joined_segments(costs, _JOINED[encoding]))


def characters_outside_gsm7(text: str) -> set[str]:
    """The characters that turn the whole text into UCS-2, which halves what a segment holds."""
    return set(text) - _BASIC - _EXTENSION


def _cost(character: str, encoding: Encoding) -> int:
    if encoding == "GSM-7":
        return 2 if character in _EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def _joined_segments(costs: list[int], room: int) -> int:
    # An escape or surrogate pair is never split, so division by the room is wrong at boundaries.
    segments, used = 1, 0
    for cost in costs:
        if used + cost > room:
            segments, used = segments + 1, 0
        used += cost
    return segments
