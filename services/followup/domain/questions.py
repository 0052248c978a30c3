"""What is asked in one check-in, in turn, and by which text."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from shared.events.outreach import Answer


class Ask(StrEnum):
    SCORE = "score"
    REACTION = "reaction"
    PAIN_DAYS = "pain_days"
    PEG_PAIN = "peg_pain"
    PEG_ENJOYMENT = "peg_enjoyment"
    PEG_ACTIVITY = "peg_activity"


# In the order of the instrument (Krebs 2009).
PEG = (Ask.PEG_PAIN, Ask.PEG_ENJOYMENT, Ask.PEG_ACTIVITY)
NUDGE = "nudge"


@dataclass(frozen=True)
class Wording:
    """Kinds of text: to ask first, to ask as an answer to the last answer, to ask again after
    silence, to ask back after an unreadable answer. None where that is not done.
    """

    asks: str | None
    follows: str | None
    expects: Answer
    nudges: str | None = None
    clarifies: str | None = None


WORDINGS: Mapping[Ask, Wording] = {
    Ask.SCORE: Wording(
        "checkin_score", "checkin_score_next", Answer.SCORE, "checkin_nudge", "score_clarify"
    ),
    Ask.REACTION: Wording(None, "checkin_reaction", Answer.WORDS),
    Ask.PAIN_DAYS: Wording(
        "checkin_days_first", "checkin_days", Answer.DAYS, "checkin_days_nudge", "days_clarify"
    ),
    Ask.PEG_PAIN: Wording("peg_pain", "peg_pain_next", Answer.SCORE, "peg_nudge", "peg_clarify"),
    Ask.PEG_ENJOYMENT: Wording(None, "peg_enjoyment", Answer.SCORE, clarifies="peg_clarify"),
    Ask.PEG_ACTIVITY: Wording(None, "peg_activity", Answer.SCORE, clarifies="peg_clarify"),
}
# A check-in begins with one of these.
FIRST = tuple(ask for ask, wording in WORDINGS.items() if wording.asks)


def request_id_of(checkin_id: UUID, ask: Ask, *, first: bool) -> str:
    """How notify knows a question of ours. The first of a check-in bears its name alone."""
    return f"checkin:{checkin_id}" if first else f"checkin:{checkin_id}:{ask}"


def nudge_id_of(checkin_id: UUID) -> str:
    return f"checkin:{checkin_id}:{NUDGE}"


def asked_by(request_id: str) -> tuple[UUID, Ask | None] | None:
    """The check-in that a request is of, and which question where it is not the first. None when
    it is another's.
    """
    owner, _, rest = request_id.partition(":")
    checkin_id, _, name = rest.partition(":")
    try:
        checkin = UUID(checkin_id)
        ask = Ask(name) if name not in {"", NUDGE} else None
    except ValueError:
        return None
    return (checkin, ask) if owner == "checkin" else None
