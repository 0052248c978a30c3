"""How a corpus of replies is read, against what it should be read as."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.followup.domain.reading.reactions import read_reaction
from services.followup.domain.reading.reader import ReadingKind, read
from shared.events.outreach import Answer

ENDS = ("0", "10")


@dataclass(frozen=True)
class Example:
    """`expected` is a score ("7"), a range ("6-7"), a kind of reading ("unclear") or a grade."""

    text: str
    language: str
    question: str  # "score", "reaction"
    expected: str


@dataclass(frozen=True)
class Confusion:
    """Pairs of expected and read, counted, and the examples that were read wrongly."""

    counted: Mapping[tuple[str, str], int]
    wrong: tuple[tuple[Example, str], ...]

    @property
    def total(self) -> int:
        return sum(self.counted.values())

    @property
    def exact_percent(self) -> float:
        return 100 * (self.total - len(self.wrong)) / self.total

    @property
    def false_ends(self) -> tuple[Example, ...]:
        """A 0 or a 10 that nobody said: what would hurt most."""
        return tuple(e for e, seen in self.wrong if e.question == "score" and seen in ENDS)

    @property
    def missed_flags(self) -> tuple[Example, ...]:
        """Grave signs that would not have been a case of their grade."""
        grave = {"red", "orange"}
        return tuple(e for e, seen in self.wrong if e.expected in grave and seen != "red")


def confuse(examples: Iterable[Example]) -> Confusion:
    counted: Counter[tuple[str, str]] = Counter()
    wrong = []
    for example in examples:
        seen = _read(example)
        counted[example.expected, seen] += 1
        if seen != example.expected:
            wrong.append((example, seen))
    return Confusion(counted, tuple(wrong))


def _read(example: Example) -> str:
    if example.question == "reaction":
        noticed = read_reaction(example.text)
        return noticed.grade.value if noticed.grade else noticed.kind.value
    reading = read(example.text, Answer.SCORE, example.language)
    if reading.kind is ReadingKind.RANGE:
        return f"{reading.low}-{reading.high}"
    return reading.kind.value if reading.score is None else str(reading.score)
