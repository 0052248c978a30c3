"""A reply as a line of words in which every number is "#" and everything that merely holds digits
(a time, a phone, a dose, a vertebra) is "@", so that the grammar is a pattern over words.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from services.followup.domain.reading.folding import Folded
from services.followup.domain.reading.vocabulary import Vocabulary

CJK = "\u3400-\u9fff"
NUMBER = "#"
OTHER = "@"
SYMBOL = "*"
LOOKALIKE = "&"  # a word that looks like a number: "very", "the same"

# Seven digits or more are a phone, four in a row no score anybody means.
_NOT_SCORES = rf"""
    (?P<phone>(?:\d[ ().-]*){{6,}}\d)
  | (?P<date>\d{{1,4}}([/.-])\d{{1,2}}\3\d{{1,4}})
  | (?P<time>\d{{1,2}}:\d{{2}})
  | (?P<long>\d{{4,}})
  | (?P<money>\$\s*\d+(?:[.,]\d+)?)
  | (?P<code>(?<![^\W{CJK}])[a-z]+\d\w*(?:[/-]\w+)*)
"""
_SPOKEN = r"(?<![a-z]){words}(?![a-z])"


@dataclass(frozen=True)
class Canonical:
    """`text` has one space after every word. `starts[i]` is the folded position of word i."""

    text: str
    starts: tuple[int, ...]
    values: tuple[Decimal, ...]

    def folded_position(self, position: int) -> int:
        """Where the word that begins at `position` of `text` began."""
        return self.starts[self.text.count(" ", 0, position)]


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    value: Decimal | None = None
    pronoun: bool = False


def spaced(phrase: str) -> str:
    """A phrase as it stands in a canonical line: Chinese characters are words."""
    return " ".join(re.sub(f"([{CJK}])", r" \1 ", phrase).split())


def canonical(folded: Folded, known: tuple[Vocabulary, ...]) -> Canonical:
    words = list(_words(folded.text, known))
    certain = any(w.value is not None and not w.pronoun for w in words)
    numbers = [w for w in words if w.value is not None and not (certain and w.pronoun)]
    shown = [NUMBER if w in numbers else w.text for w in words]
    return Canonical(
        "".join(f"{text} " for text in shown),
        tuple(w.start for w in words),
        tuple(w.value for w in numbers if w.value is not None),
    )


def _words(text: str, known: tuple[Vocabulary, ...]) -> Iterator[_Word]:
    for match in _tokens(known).finditer(text):
        token, start = match.group(), match.start()
        match match.lastgroup:
            case "digits":
                yield _Word(token, start, Decimal(token.replace(",", ".")))
            case "spoken":
                vocabulary = next(v for v in known if token in v.numbers)
                value = Decimal(vocabulary.numbers[token])
                yield _Word(token, start, value, token in vocabulary.pronouns)
            case "word":
                yield from (_Word(part, start) for part in spaced(token).split())
            case "lookalike":
                yield _Word(LOOKALIKE, start)
            case "newline":
                yield _Word(";", start)
            case "mark":
                yield _Word(_mark(token), start)
            case _:
                yield _Word(OTHER, start)


def _mark(char: str) -> str:
    """Emoji and the like say nothing by themselves; a sign such as + or % may change a number."""
    if char in {NUMBER, OTHER, SYMBOL} or unicodedata.category(char) in {"So", "Sk", "Co", "Cn"}:
        return SYMBOL
    return char


@cache
def _tokens(known: tuple[Vocabulary, ...]) -> re.Pattern[str]:
    spoken = _either(word for v in known for word in v.numbers)
    looks = _either(word for v in known for word in v.not_numbers) or r"(?!)"
    units = "|".join(unit for v in known for unit in v.units)
    # A comma between digits is a decimal point only where people write it so.
    point = "[.,]" if any("cero" in v.numbers for v in known) else "[.]"
    digits = rf"(?:(?<![\w)])-)?\d+(?:{point}\d+)?|(?<![\w.])\.\d+"
    number = rf"(?:\d+(?:[.,]\d+)?|{_SPOKEN.format(words=f'(?:{spoken})')})"
    return re.compile(
        rf"""{_NOT_SCORES}
          | (?P<measure>{number}[\ -]?(?:{units})(?![a-z]))
          | (?P<digits>{digits})
          | (?P<lookalike>{looks})
          | (?P<spoken>{_SPOKEN.format(words=f"(?:{spoken})")})
          | (?P<word>[{CJK}]|[^\W\d_{CJK}]+(?:'[^\W\d_{CJK}]+)*)
          | (?P<newline>\n+)
          | (?P<mark>\S)""",
        re.VERBOSE,
    )


def _either(words: Iterator[str] | Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
