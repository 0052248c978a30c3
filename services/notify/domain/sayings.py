"""What patients ask for in their own words, where no keyword says it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from services.notify.domain.phrases import HIDDEN, Phrase, Words, split_words

# Stands in phrases for the first name of whoever holds the phone.
PATIENT = "PATIENT"


@dataclass(frozen=True)
class Saying:
    """`whole` are whole texts; beside an `unless` the phrases mean something else."""

    phrases: Sequence[Phrase]
    whole: Collection[tuple[str, ...]]
    unless: Sequence[Phrase]

    def is_in(self, words: Words) -> bool:
        if words.words in self.whole:
            return True
        return _any(self.phrases, words) and not _any(self.unless, words)


@dataclass(frozen=True)
class Sayings:
    """Each in every language: people write as they like."""

    opt_out: Sequence[Saying]
    wrong_number: Sequence[Saying]
    cancel_wish: Sequence[Saying]

    def ask_to_stop(self, body: str) -> bool:
        return _said(self.opt_out, split_words(body))

    def say_wrong_number(self, body: str, first_names: Collection[str]) -> bool:
        return _said(self.wrong_number, _with_names_hidden(body, first_names))

    def wish_to_cancel(self, body: str) -> bool:
        return _said(self.cancel_wish, split_words(body))


def _with_names_hidden(body: str, first_names: Collection[str]) -> Words:
    said = split_words(body)
    names = {word for name in first_names for word in split_words(name).words}
    placeholder = PATIENT.casefold()
    others = (HIDDEN if word == placeholder else word for word in said.words)
    words = (placeholder if word in names else word for word in others)
    return Words(tuple(words), said.clause_starts)


def _said(sayings: Sequence[Saying], words: Words) -> bool:
    return any(saying.is_in(words) for saying in sayings)


def _any(phrases: Sequence[Phrase], words: Words) -> bool:
    return any(True for phrase in phrases for _ in phrase.find(words))
