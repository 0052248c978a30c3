"""Words that mean a patient may be in danger, found in any text whatever else it says.

Careful throughout: a sign counts unless it is plainly denied ("no chest pain, just sore"), and one
that is denied is still looked at by a person. A miss costs more than a false alarm.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.notify.domain.phrases import Phrase, Span, Words, split_words


class Grade(StrEnum):
    """CLINIC D.4; crisis stands above red."""

    YELLOW = "yellow"  # note, next visit
    ORANGE = "orange"  # a call the same day
    RED = "red"  # 911 now
    CRISIS = "crisis"  # 988 or 911 now


_ORDER = tuple(Grade)


@dataclass(frozen=True)
class Sign:
    """`at_once`: answered and told to whoever is on call. `deniable`: "not" may take it back."""

    name: str
    grade: Grade
    at_once: bool
    deniable: bool
    phrases: Sequence[Phrase]


@dataclass(frozen=True)
class WordList:
    language: str
    version: str
    signs: Sequence[Sign]
    negators: frozenset[str]
    either: frozenset[str]  # ends a list of what is denied
    between: frozenset[str]  # what may stand between a negator and what it denies
    doubts: Sequence[Phrase]  # words after which no denial is trusted
    denials: Sequence[Phrase]  # that hold the sign: "my chest doesn't hurt"
    harmless: Sequence[Phrase]  # sayings that only sound like a sign


@dataclass(frozen=True)
class Finding:
    """`signs` in the order of the list; a denied one reads "denied_chest_pain"."""

    grade: Grade
    signs: tuple[str, ...]
    at_once: bool
    language: str
    word_list_version: str


@dataclass(frozen=True)
class _Seen:
    sign: Sign
    denied: bool

    @property
    def grade(self) -> Grade:
        return Grade.YELLOW if self.denied else self.sign.grade

    @property
    def name(self) -> str:
        return f"denied_{self.sign.name}" if self.denied else self.sign.name


def scan(text: str, lists: Sequence[WordList]) -> Finding | None:
    """All languages are looked for, whichever the patient chose."""
    said = split_words(text)
    found = [(words, seen) for words in lists if (seen := tuple(_scan(said, words)))]
    if not found:
        return None
    every = [seen for _, sightings in found for seen in sightings]
    weightiest, _ = max(found, key=lambda entry: max(_ORDER.index(s.grade) for s in entry[1]))
    return Finding(
        grade=max((s.grade for s in every), key=_ORDER.index),
        signs=tuple(dict.fromkeys(s.name for s in every)),
        at_once=any(s.sign.at_once and not s.denied for s in every),
        language=weightiest.language,
        word_list_version="+".join(words.version for words, _ in found),
    )


def _scan(said: Words, words: WordList) -> Iterator[_Seen]:
    said = said.hide(span for saying in words.harmless for span in saying.find(said))
    spans = {sign.name: list(_find(said, sign.phrases)) for sign in words.signs}
    denials = {index for span in _find(said, words.denials) for index in span.indices}
    inside = {index for found in spans.values() for span in found for index in span.indices}
    doubtful = any(_find(said, words.doubts))
    for sign in words.signs:
        if found := spans[sign.name]:
            denied = (
                sign.deniable
                and not doubtful
                and all(
                    denials.issuperset(span.indices) or _is_denied(said, span, words, inside)
                    for span in found
                )
            )
            yield _Seen(sign, denied)


def _find(said: Words, phrases: Iterable[Phrase]) -> Iterator[Span]:
    for phrase in phrases:
        yield from phrase.find(said)


def _is_denied(said: Words, span: Span, words: WordList, inside: set[int]) -> bool:
    """Whether exactly one negator stands before the sign, with nothing between them but filling
    and other signs, of which no list runs over a comma unless "or" ends it: "no fever, chills or
    chest pain", but "no fever, chest pain". "Can't breathe" holds its own.
    """
    if not words.negators.isdisjoint(said.words[i] for i in span.indices):
        return False
    listed = not words.either.isdisjoint(said.words)
    negators = 0
    for i in range(span.start - 1, -1, -1):
        if negators and i in inside:
            break
        if i + 1 in said.clause_starts and (negators or i not in inside or not listed):
            break
        if said.words[i] in words.negators:
            negators += 1
        elif i not in inside and said.words[i] not in words.between:
            break
    return negators == 1
