"""What a patient's text means: readers asked in a fixed order (S-79b), the first answer counts.

The order is a safety rule:
  1. opt-out by keyword or in plain words, opt-in and help by keyword
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
from enum import StrEnum

from services.notify.domain import words
from services.notify.domain.reactions import is_reaction
from services.notify.domain.sayings import Sayings
from services.notify.domain.yes_no import read_yes_no
from shared.events.replies import Intent


class Stop(StrEnum):
    """How a text says that no more should come; the value is the ledger's source."""

    KEYWORD = "keyword"  # the carrier knows it too, and has answered it
    WORDS = "free_text"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True)
class Context:
    """What is known about the phone when the text comes. `names`: first names of its holders."""

    sayings: Sayings
    stopped: bool = False
    question_open: bool = False
    yes_or_no_only: bool = False  # whoever asked reads nothing else
    names: frozenset[str] = frozenset()


Reader = Callable[[str, Context], Intent | None]


def read(body: str, context: Context) -> Intent:
    """CANCEL here is the command as given; whether it must be said again is not for words."""
    answers = (reader(body, context) for reader in READERS)
    return next((intent for intent in answers if intent), Intent.OTHER)


def find_stop(body: str, context: Context) -> Stop | None:
    """A tap on a text of ours quotes "Reply STOP", and asks for nothing."""
    if words.normalize(body) in words.OPT_OUT:
        return Stop.KEYWORD
    if is_reaction(body):
        return None
    if context.sayings.ask_to_stop(body):
        return Stop.WORDS
    wrong = context.sayings.say_wrong_number(body, context.names)
    return Stop.WRONG_NUMBER if wrong else None


def may_mean_a_visit(body: str) -> bool:
    """Whether an opt-out keyword may have been meant as a cancellation (S-61)."""
    return words.normalize(body) in words.PERHAPS_A_CANCELLATION


def asks_to_move(body: str) -> bool:
    return words.command_of(body) in words.MOVE_VISIT


def _opt_out(body: str, context: Context) -> Intent | None:
    return Intent.OPT_OUT if find_stop(body, context) else None


def _opt_in(body: str, context: Context) -> Intent | None:
    known = words.OPT_IN | (words.OPT_IN_IF_STOPPED if context.stopped else frozenset())
    return Intent.OPT_IN if words.normalize(body) in known else None


def _help(body: str, _: Context) -> Intent | None:
    return Intent.HELP if words.normalize(body) in words.HELP else None


def _reaction(body: str, _: Context) -> Intent | None:
    return Intent.REACTION if is_reaction(body) else None


def _command(body: str, _: Context) -> Intent | None:
    said = words.command_of(body)
    if said in words.CONFIRM:
        return Intent.CONFIRM
    if said in words.CANCEL_VISIT:
        return Intent.CANCEL
    return Intent.OTHER if said in words.MOVE_VISIT else None


def _open_question(body: str, context: Context) -> Intent | None:
    if not context.question_open or not body.strip():
        return None
    unread = context.yes_or_no_only and read_yes_no(body) is None
    return None if unread else Intent.ANSWER


def _plain_words(body: str, context: Context) -> Intent | None:
    if words.confirms_in_plain_words(body):
        return Intent.CONFIRM
    return Intent.CANCEL_WISH if context.sayings.wish_to_cancel(body) else None


READERS: tuple[Reader, ...] = (
    _opt_out,
    _opt_in,
    _help,
    _reaction,
    _command,
    _open_question,
    _plain_words,
)
