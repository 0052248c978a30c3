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


class TextRequested(Event, type="meridian.outreach.text_requested.v1", topic=TOPIC):
    """Please send this kind of text. notify decides whether it may go, and answers with a fact."""

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


class TextWithdrawn(Event, type="meridian.outreach.text_withdrawn.v1", topic=TOPIC):
    """The request is no longer wanted. If its text has not gone, it never goes; if it has gone and
    asked something, the question is closed.
    """

    request_id: str
    reason: str
