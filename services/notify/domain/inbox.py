"""Which texts wait for a person, and how long they have waited."""

from datetime import datetime, timedelta
from enum import StrEnum

from services.notify.domain.office_hours import OfficeHours
from services.notify.domain.phrases import split_words
from services.notify.domain.words import is_bare_number
from shared.events.replies import Intent, ThreadAge

# In working hours (S-79).
RED_AFTER = timedelta(hours=2)
ESCALATED_AFTER = timedelta(hours=4)
# An answer this long says more than the number it was asked for.
MORE_THAN_AN_ANSWER = 6


class Attention(StrEnum):
    NONE = "none"
    PATIENT = "patient"  # was asked back; a person's turn comes when they do not answer
    PERSON = "person"


def attention_for(intent: Intent, body: str, *, media_count: int, known: bool) -> Attention:
    """`known`: of a patient, whose bare numbers followup sees to."""
    if media_count:
        return Attention.PERSON
    match intent:
        case Intent.OTHER:
            return Attention.NONE if known and is_bare_number(body) else Attention.PERSON
        case Intent.CANCEL_WISH:
            return Attention.PERSON
        case Intent.ANSWER:
            return Attention.PERSON if _says_more(body) else Attention.NONE
    return Attention.NONE


def age_of(unread_since: datetime | None, now: datetime, office: OfficeHours) -> ThreadAge:
    waited = office.worked(unread_since, now) if unread_since else timedelta()
    if waited >= ESCALATED_AFTER:
        return ThreadAge.ESCALATED
    return ThreadAge.RED if waited >= RED_AFTER else ThreadAge.FRESH


def _says_more(body: str) -> bool:
    asks = "?" in body or "？" in body
    return asks or len(split_words(body).words) >= MORE_THAN_AN_ANSWER
