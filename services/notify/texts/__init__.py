"""The words of each text and e-mail, as data: one file a language, one entry a kind."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from string import Formatter

from shared.sms import count_segments

FALLBACK_LANGUAGE = "en"
# Kinds of what is written by e-mail: the text's kind with this before it.
EMAIL = "email_"
HERE = Path(__file__).parent
WORDS = (HERE, HERE.parent / "emails")


@dataclass(frozen=True)
class Written:
    """`template` names the words: language, kind and version, where 0 is the built-in one."""

    body: str
    segments: int
    template: str = ""


@dataclass(frozen=True)
class WrittenMail:
    subject: str
    body: str
    template: str


@dataclass(frozen=True)
class Changed:
    """What is said in place of a built-in template; no variants: the built-in ones again."""

    version: int
    variants: tuple[str, ...]


class UnknownKindError(LookupError):
    """There is no template of this name."""


class MissingValueError(LookupError):
    """The template asks for something that is not known."""


class Texts:
    def __init__(
        self,
        languages: Mapping[str, Mapping[str, Sequence[str]]],
        changes: Mapping[tuple[str, str], Changed] | None = None,
    ) -> None:
        self._languages = languages
        self._changes = changes or {}

    def changed(self, changes: Mapping[tuple[str, str], Changed]) -> "Texts":
        """By language and kind."""
        return Texts(self._languages, changes)

    @classmethod
    def load(cls) -> "Texts":
        languages: dict[str, dict[str, Sequence[str]]] = {}
        for directory in WORDS:
            for file in directory.glob("*.toml"):
                kinds = tomllib.loads(file.read_text("utf-8"))
                languages.setdefault(file.stem, {}).update(kinds)
        return cls(languages)

    def __iter__(self) -> Iterator[tuple[str, str, Sequence[str]]]:
        """(language, kind, variants) of all there is."""
        for language, kinds in self._languages.items():
            for kind, variants in kinds.items():
                yield language, kind, variants

    def knows(self, kind: str) -> bool:
        """A kind of text that can be asked for."""
        return kind in self._languages[FALLBACK_LANGUAGE] and not kind.startswith(EMAIL)

    def write(self, kind: str, language: str, values: Mapping[str, str]) -> Written:
        """In the patient's language where there is that text, else in English: the first variant
        whose values are known and that fits one segment.

        Raises UnknownKindError, MissingValueError.
        """
        spoken, variants = self._variants(kind, language)
        change = self._changes.get((spoken, kind))
        variants = (change and change.variants) or variants
        known = [variant for variant in variants if not _missing(variant, values)]
        written = [_write(variant, values) for variant in known or variants[:1]]
        best = next((text for text in written if text.segments == 1), written[-1])
        return replace(best, template=f"{spoken}/{kind}/{change.version if change else 0}")

    def write_mail(self, kind: str, language: str, values: Mapping[str, str]) -> WrittenMail:
        """The e-mail in the place of the text of this kind: the first variant whose values are
        known. Raises UnknownKindError, MissingValueError.
        """
        spoken, variants = self._variants(EMAIL + kind, language)
        change = self._changes.get((spoken, EMAIL + kind))
        variants = (change and change.variants) or variants
        known = [variant for variant in variants if not _missing(variant, values)]
        written = _write((known or variants)[0], values).body.strip()
        subject, _, body = written.partition("\n")
        version = change.version if change else 0
        return WrittenMail(subject, body.strip() + "\n", f"{spoken}/{EMAIL}{kind}/{version}")

    def _variants(self, kind: str, language: str) -> tuple[str, Sequence[str]]:
        """And the language they are in."""
        for name in (language, language.partition("-")[0], FALLBACK_LANGUAGE):
            if variants := self._languages.get(name, {}).get(kind):
                return name, variants
        raise UnknownKindError(kind)


# A visit as patients have them, to show what a template becomes.
_EXAMPLE = {
    "clinic": "Harbor Clinic",
    "when": "Wed Sep 30, 12:30 PM",
    "practitioner": "Dr. Lin",
    "link": "https://hbr.example/m/7Kq2xV",
    "phone": "310-555-0100",
    "score": "7",
    "options": "1 for Ana, 2 for Ben",
    "body": "See you on Tuesday.",
    "grade": "RED",
    "code": "481516",
    "whose": "A.",
    "asked_day_at": "Wed Sep 30",
    "whens": "Wed Sep 30, 12:30 PM (Ana), 2:00 PM (Ben)",
    "count": "8",
    "what": "Booked",
    "how": "online",
    "hours": "Mon-Sat 9-6",
    "starts_at": "Thu Oct 1, 2:00 PM",
    "reply_by_at": "11:30 AM",
    "address": "2001 Wilshire Blvd, Santa Monica",
    "stop_link": "https://hbr.example/mail/7Kq2xV",
}


def preview(template: str) -> str:
    """With the values of an example. Raises MissingValueError, ValueError for a stray brace."""
    return _write(template, _EXAMPLE).body


@cache
def list_values(template: str) -> Sequence[str]:
    """What it asks for. Raises ValueError for a stray brace."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def _missing(template: str, values: Mapping[str, str]) -> set[str]:
    return set(list_values(template)) - values.keys()


def _write(template: str, values: Mapping[str, str]) -> Written:
    if missing := _missing(template, values):
        raise MissingValueError(", ".join(sorted(missing)))
    body = template.format_map(values)
    return Written(body, count_segments(body).segments)
