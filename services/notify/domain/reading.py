"""What a patient's text means: readers asked in a fixed order (S-79b), the first answer counts.

The order is a safety rule:
  1. opt-out, opt-in and help keywords, whole message only
  2. reactions, which are never answers
  3. explicit commands
  4. the one open question
  5. plain words about a visit
  6. a person reads it
What must be found in every text, whatever else it says, does not belong in this list: it is
scanned for before the first reader is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass

from services.notify.domain import words
from services.notify.domain.reactions import is_reaction
from shared.events.replies import Intent


@dataclass(frozen=True)
class Context:
    """What is known about the phone when the text comes."""

    stopped: bool
    question_open: bool


Reader = Callable[[str, Context], Intent | None]


def read(body: str, context: Context) -> Intent:
    """CANCEL here is the command as given; whether it must be said again is not for words."""
    answers = (reader(body, context) for reader in READERS)
    return next((intent for intent in answers if intent), Intent.OTHER)


def is_opt_out(body: str) -> bool:
    return words.normalize(body) in words.OPT_OUT


def _opt_out(body: str, _: Context) -> Intent | None:
    return Intent.OPT_OUT if is_opt_out(body) else None


def _opt_in(body: str, context: Context) -> Intent | None:
    known = words.OPT_IN | (words.OPT_IN_IF_STOPPED if context.stopped else frozenset())
    return Intent.OPT_IN if words.normalize(body) in known else None


def _help(body: str, _: Context) -> Intent | None:
    return Intent.HELP if words.normalize(body) in words.HELP else None


def _reaction(body: str, _: Context) -> Intent | None:
    return Intent.REACTION if is_reaction(body) else None


def _command(body: str, _: Context) -> Intent | None:
    said = words.normalize(body)
    if said in words.CONFIRM:
        return Intent.CONFIRM
    return Intent.CANCEL if said in words.CANCEL_VISIT else None


def _open_question(body: str, context: Context) -> Intent | None:
    return Intent.ANSWER if context.question_open and body.strip() else None


def _plain_words(body: str, _: Context) -> Intent | None:
    return Intent.CONFIRM if words.normalize(body) in words.CONFIRM_IN_PLAIN_WORDS else None


READERS: tuple[Reader, ...] = (
    _opt_out,
    _opt_in,
    _help,
    _reaction,
    _command,
    _open_question,
    _plain_words,
)
