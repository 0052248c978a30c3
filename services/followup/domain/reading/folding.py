"""What people type, made comparable: one script of digits, one case, no accents, plain quotes."""

import unicodedata
from dataclasses import dataclass

KEYCAP_TEN = "🔟"
PLAIN = str.maketrans("’‘`´“”„«»–—−‑～〜，。．…；：！？、（）／", '\'\'\'\'"""""----~~,...;:!?,()/')
# Combining marks, keycap frames, variation selectors, zero-width characters.
INVISIBLE = {"Mn", "Me", "Cf"}


@dataclass(frozen=True)
class Folded:
    """`origin[i]` is where character i of `text` came from, so that leftovers are quoted as typed."""

    text: str
    origin: tuple[int, ...]
    raw: str

    def typed_from(self, position: int) -> str:
        return self.raw[self.origin[position] :].strip() if position < len(self.origin) else ""


def fold(raw: str) -> Folded:
    pieces = [(piece, i) for i, char in enumerate(raw) for piece in _fold_character(char)]
    return Folded("".join(p for p, _ in pieces), tuple(i for _, i in pieces), raw)


def _fold_character(char: str) -> str:
    if char == KEYCAP_TEN:
        return "10"
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    bare = "".join(
        part
        for part in unicodedata.normalize("NFD", char)
        if unicodedata.category(part) not in INVISIBLE
    )
    return bare.translate(PLAIN).casefold()
