"""Phrases to find in what people type, whatever their accents, apostrophes and punctuation.

A phrase is words in order: `a|b` is either, `a+b` are two that belong together, `word*` any ending,
`_` may be a word, `..` may be a few, `a ~ b` stand near each other in either order, `a & b` are both somewhere in the text.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_APOSTROPHES = re.compile(r"['’‘`´]")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
# A Chinese character is a word; of other scripts a run of letters and digits is.
_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+|[.,;:!?()\n。，；：！？、…-]")
_WORD = re.compile(r"\w")
HIDDEN = "·"


@dataclass(frozen=True)
class Words:
    """The words of a text, and before which of them a clause begins."""

    words: tuple[str, ...]
    clause_starts: frozenset[int]

    @property
    def line(self) -> str:
        """Each word between single spaces, as phrases are matched against."""
        return "".join(f" {word}" for word in self.words) + " "

    def hide(self, spans: Iterator["Span"]) -> "Words":
        hidden = {index for span in spans for index in span.indices}
        words = (HIDDEN if i in hidden else w for i, w in enumerate(self.words))
        return Words(tuple(words), self.clause_starts)


@dataclass(frozen=True)
class Span:
    """Word positions, half-open."""

    start: int
    end: int

    @property
    def indices(self) -> range:
        return range(self.start, self.end)


def split_words(text: str) -> Words:
    words: list[str] = []
    starts = {0}
    for token in _TOKEN.findall(_plain(text)):
        if _WORD.match(token):
            words.append(token)
        else:
            starts.add(len(words))
    return Words(tuple(words), frozenset(starts))


def _plain(text: str) -> str:
    lowered = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text)).casefold()
    unaccented = "".join(
        c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c)
    )
    return _DRAWN_OUT.sub(r"\1", unaccented)


@dataclass(frozen=True)
class Reach:
    """At most how many words `_`, `..` and `~` may skip."""

    one: int = 1
    few: int = 3
    near: int = 4


class Phrase:
    """Raises ValueError when it is not written as the module says."""

    def __init__(self, written: str, reach: Reach) -> None:
        self._parts = [_compile(part, reach) for part in written.split(" & ")]

    def find(self, words: Words) -> Iterator[Span]:
        line = words.line
        if not all(part.search(line) for part in self._parts):
            return
        for match in self._parts[0].finditer(line):
            start = line.count(" ", 0, match.start())
            yield Span(start, start + match[0].count(" ", 1))


def _compile(part: str, reach: Reach) -> re.Pattern[str]:
    sides = [_sequence(side.split(), reach) for side in part.split(" ~ ")]
    if len(sides) == 1:
        return re.compile(rf" {sides[0]}")
    left, right = sides
    gap = _skip(reach.near)
    return re.compile(f" (?:{left}{gap}{right}|{right}{gap}{left})")


def _sequence(pieces: list[str], reach: Reach) -> str:
    skips = {"_": _skip(reach.one), "..": _skip(reach.few)}
    return "".join(skips.get(piece) or _either(piece) for piece in pieces)


def _either(piece: str) -> str:
    return "(?:" + "|".join(_one(word) for word in piece.split("|")) + ")"


def _one(word: str) -> str:
    said = split_words(word.removesuffix("*")).words
    if not said:
        raise ValueError(f"no word in {word!r}")
    ending = "[^ ]* " if word.endswith("*") else " "
    return " ".join(map(re.escape, said)) + ending


def _skip(most: int) -> str:
    return f"(?:[^ ]+ ){{0,{most}}}?"
