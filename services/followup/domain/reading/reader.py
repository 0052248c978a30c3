"""What a reply to the 0-10 question says: a score only where no other reading is left.

A false 0 hides a patient in trouble and a false 10 frightens the staff, so doubt is never
resolved here: it is said to be doubt, and asked back.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from services.followup.domain.reading.canonical import NUMBER, OTHER, Canonical, canonical
from services.followup.domain.reading.folding import Folded, fold
from services.followup.domain.reading.grammar import Grammar, grammar
from services.followup.domain.reading.vocabulary import Vocabulary, vocabularies
from shared.events.outreach import Answer

# Raised with every change of what some text is read as; stored beside each reading (S-81).
READER_VERSION = "4"
HIGHEST = Decimal(10)
HALF = Decimal("0.5")

# What phones send for a tap on a text of ours, and for taking it back (S-82).
REACTION = re.compile(
    r"\s*(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,20} to|"
    r"removed an? .{1,30} from|le gusto|le encanto|no le gusto|se rio de|enfatizo|destaco|"
    r"reacciono .{1,20} a|\W{1,6} to)\s*\"",
    re.DOTALL,
)


class ReadingKind(StrEnum):
    SCORE = "score"
    RANGE = "range"
    UNCLEAR = "unclear"
    OUT_OF_RANGE = "out_of_range"
    NOT_AN_ANSWER = "not_an_answer"


class Reason(StrEnum):
    """Why there is no score."""

    RANGE = "range"
    SEVERAL_NUMBERS = "several_numbers"
    OUT_OF_RANGE = "out_of_range"
    NO_NUMBER = "no_number"
    DOUBTFUL = "doubtful"  # a number, in words that may make it mean something else
    NOT_AN_ANSWER = "not_an_answer"
    REACTION = "reaction"
    UNASKED = "unasked"  # a number that nobody had asked for


@dataclass(frozen=True)
class Reading:
    """`low` and `high` are whole numbers, 0-10; both are the score where there is one. `words`
    is what was said beside it, as typed.
    """

    kind: ReadingKind
    low: int | None = None
    high: int | None = None
    reason: Reason | None = None
    words: str = ""
    reader_version: str = READER_VERSION

    @property
    def score(self) -> int | None:
        return self.low if self.kind is ReadingKind.SCORE else None


def read(text: str, question: Answer, language: str) -> Reading:
    """`question` is what the open question asks for: no score is read from an answer to another
    kind. `language` is BCP 47; English is always understood beside it.
    """
    folded = fold(text.strip())
    if question is not Answer.SCORE:
        return _without_score(ReadingKind.NOT_AN_ANSWER, Reason.NOT_AN_ANSWER, folded)
    if REACTION.match(folded.text):
        return _without_score(ReadingKind.NOT_AN_ANSWER, Reason.REACTION, folded)
    known = vocabularies(language)
    line = canonical(folded, known)
    rules = grammar(known)
    return (
        _read_nothing(line, rules)
        or _read_two_ends(folded, line, rules)
        or _read_one_number(folded, line, rules, known)
        or _refuse(folded, line, rules, known)
    )


def _read_nothing(line: Canonical, rules: Grammar) -> Reading | None:
    """ "No pain" is 0 when it is all that is said."""
    return Reading(ReadingKind.SCORE, 0, 0) if rules.nothing.fullmatch(line.text) else None


def _read_two_ends(folded: Folded, line: Canonical, rules: Grammar) -> Reading | None:
    match = rules.two_ends.fullmatch(line.text)
    if match is None or "?" in line.text:
        return None
    low, high = line.values[:2]
    if not _on_scale(low, high, scale=line.values[2:]):
        return _without_score(ReadingKind.OUT_OF_RANGE, Reason.OUT_OF_RANGE, folded)
    if low >= high:
        return _without_score(ReadingKind.UNCLEAR, Reason.SEVERAL_NUMBERS, folded)
    if low <= 1 and high == HIGHEST:  # the question's own words
        return _without_score(ReadingKind.UNCLEAR, Reason.DOUBTFUL, folded)
    return _range(low, high, _rest(match, folded, line))


def _read_one_number(
    folded: Folded, line: Canonical, rules: Grammar, known: tuple[Vocabulary, ...]
) -> Reading | None:
    match = rules.one_number.fullmatch(line.text)
    if match is None or "?" in line.text:
        return None
    value = line.values[0] + (HALF if match["half"] else 0)
    if not _on_scale(value, scale=line.values[1:]):
        return _without_score(ReadingKind.OUT_OF_RANGE, Reason.OUT_OF_RANGE, folded)
    if _contradicted(value, match, rules, known):
        return _without_score(ReadingKind.UNCLEAR, Reason.DOUBTFUL, folded)
    words = _rest(match, folded, line)
    if value != int(value):
        return _range(value, value, words)
    return Reading(ReadingKind.SCORE, int(value), int(value), words=words)


def _on_scale(*values: Decimal, scale: tuple[Decimal, ...]) -> bool:
    """`scale` is what the number is out of, where that was said."""
    return all(0 <= value <= HIGHEST for value in values) and set(scale) <= {HIGHEST}


def _contradicted(
    value: Decimal, match: re.Match[str], rules: Grammar, known: tuple[Vocabulary, ...]
) -> bool:
    """The words beside it deny the number: "10, great visit", "0, hurts badly", "7, no pain"."""
    rest = match["rest"] or ""
    said = set(rest.split())
    if value == HIGHEST and any(said & v.praise for v in known):
        return True
    if value == 0:
        return any(said & v.distress for v in known)
    return bool(match["zero"] or rules.says_nothing.search(rest))


def _refuse(
    folded: Folded, line: Canonical, rules: Grammar, known: tuple[Vocabulary, ...]
) -> Reading:
    """What is none: for a person to read, or to be asked back."""
    words = line.text.split()
    said = set(words)
    asks = ("?" in said and _has_letters(words) and not _is_doubted(line, rules)) or any(
        words[0] in v.asking for v in known if words
    )
    about_visit = any(said & v.visiting for v in known)
    if asks or (about_visit and said & {NUMBER, OTHER}):
        return _without_score(ReadingKind.NOT_AN_ANSWER, Reason.NOT_AN_ANSWER, folded)
    if NUMBER in said:
        return _refuse_numbers(folded, line)
    vague = not _has_letters(words) or any(said & v.vague for v in known)
    if vague and OTHER not in said:
        return _without_score(ReadingKind.UNCLEAR, Reason.NO_NUMBER, folded)
    return _without_score(ReadingKind.NOT_AN_ANSWER, Reason.NOT_AN_ANSWER, folded)


def _is_doubted(line: Canonical, rules: Grammar) -> bool:
    """ "Maybe 7?" is an answer in doubt; "can I come at 7?" is a question."""
    return rules.one_number.fullmatch(line.text.replace("? ", "")) is not None


def _refuse_numbers(folded: Folded, line: Canonical) -> Reading:
    if len(line.values) > 1:
        return _without_score(ReadingKind.UNCLEAR, Reason.SEVERAL_NUMBERS, folded)
    if line.values[0] > HIGHEST and _has_letters(line.text.split()):
        return _without_score(ReadingKind.NOT_AN_ANSWER, Reason.NOT_AN_ANSWER, folded)
    return _without_score(ReadingKind.UNCLEAR, Reason.DOUBTFUL, folded)


def _has_letters(words: list[str]) -> bool:
    return any(word[0].isalpha() for word in words)


def _range(low: Decimal, high: Decimal, words: str) -> Reading:
    floor = int(low.to_integral_value(ROUND_FLOOR))
    ceiling = int(high.to_integral_value(ROUND_CEILING))
    return Reading(ReadingKind.RANGE, floor, ceiling, Reason.RANGE, words)


def _rest(match: re.Match[str], folded: Folded, line: Canonical) -> str:
    """The words beside the answer, as typed, without the punctuation that sets them off."""
    if not match["rest"]:
        return ""
    typed = folded.typed_from(line.folded_position(match.start("rest")))
    return typed.lstrip(",.;:!- )").rstrip()


def _without_score(kind: ReadingKind, reason: Reason, folded: Folded) -> Reading:
    return Reading(kind, reason=reason, words=folded.raw)
