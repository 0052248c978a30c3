"""Whether a template may be saved: it names no condition, body part, treatment or score (S-126), and
asks for no answer that the carrier takes for an opt-out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from services.notify.domain.phrases import Phrase, split_words
from shared.sms import characters_outside_gsm7, count_segments

Forbidden = Mapping[str, Sequence[Phrase]]


@dataclass(frozen=True)
class Marked:
    """`words` as they are compared: lower case, without accents."""

    words: str
    because: str  # "condition", "body_part", "modality", "score", "carrier_keyword"


@dataclass(frozen=True)
class Verdict:
    """`outside_gsm7` are the characters that make every segment hold 70 instead of 160."""

    marked: tuple[Marked, ...]
    encoding: str
    units: int
    segments: int
    outside_gsm7: tuple[str, ...]

    @property
    def may_be_saved(self) -> bool:
        return not self.marked

    @property
    def warns(self) -> bool:
        return self.segments > 1 or bool(self.outside_gsm7)


def lint(template: str, preview: str, forbidden: Forbidden) -> Verdict:
    """`template` is judged by its own words, `preview` by its length."""
    size = count_segments(preview)
    return Verdict(
        marked=tuple(_marked(_own_words(template), forbidden)),
        encoding=size.encoding,
        units=size.units,
        segments=size.segments,
        outside_gsm7=tuple(sorted(characters_outside_gsm7(preview))),
    )


def _marked(text: str, forbidden: Forbidden) -> list[Marked]:
    said = split_words(text)
    spans = {
        (span.start, span.end): because
        for because, phrases in forbidden.items()
        for phrase in phrases
        for span in phrase.find(said)
    }
    return [
        Marked(" ".join(said.words[start:end]), because)
        for (start, end), because in sorted(spans.items())
    ]


def _own_words(template: str) -> str:
    return " ".join(literal for literal, *_ in Formatter().parse(template))
