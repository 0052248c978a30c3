"""clinic.outreach (booking, followup and dashboard publish; notify decides): the one command."""

from datetime import datetime
from enum import StrEnum

from shared.events.base import Event

TOPIC = "clinic.outreach"


class Category(StrEnum):
    """What a patient can consent to separately."""

    VISIT = "visit"
    CHECKIN = "checkin"


class Answer(StrEnum):
    """What kind of answer a text asks for."""

    SCORE = "score"  # one whole number, 0-10
    YES_NO = "yes_no"
    WORDS = "words"
    DAYS = "days"  # one whole number, 0-7


class TextRequested(Event, type="meridian.outreach.text_requested.v1", topic=TOPIC):
    """Please send this kind of text. notify decides whether it may go, and answers with a fact.

    A value whose name ends in `_at` is an instant, ISO 8601 with its offset; notify writes it as a
    wall time in the reader's language, or as its day alone where it ends in `_day_at`. Every other value is written as it is.
    """

    request_id: str  # unique; the same request twice is one text
    kind: str  # names the template: "checkin_score", "score_noted", ...
    category: Category
    values: dict[str, str]
    expects: Answer | None
    not_before: datetime
    not_after: datetime
    appointment_id: str | None = None
    # Answers the patient's own text of a moment ago: outside caps and quiet hours.
    in_reply_to: str | None = None
    # The person asked for it on a page at this moment, a code say: outside caps, quiet hours and
    # the categories of consent; an opt-out still stands.
    asked_at: datetime | None = None


class StaffTextRequested(Event, type="meridian.outreach.staff_text_requested.v1", topic=TOPIC):
    """Please tell this member of staff that a case waits for them. Whoever keeps staff phones
    knows the number; the text says nothing of the patient, only where to look.
    """

    request_id: str  # unique; the same request twice is one text
    staff_id: str
    kind: str  # "alert_page"
    alert_id: str
    grade: str  # "red", "orange"
    not_before: datetime
    not_after: datetime


class TextWithdrawn(Event, type="meridian.outreach.text_withdrawn.v1", topic=TOPIC):
    """The request is no longer wanted. If its text has not gone, it never goes; if it has gone and
    asked something, the question is closed.
    """

    request_id: str
    reason: str
