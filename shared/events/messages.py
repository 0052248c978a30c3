"""clinic.messages (owner notify): what became of each outgoing text, and who may be texted."""

from datetime import datetime
from enum import StrEnum

from shared.events.base import Event, Part
from shared.events.outreach import Answer, Category

TOPIC = "clinic.messages"


class TextState(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    RETIRED = "retired"
    EXPIRED = "expired"
    FAILED = "failed"
    UNSURE = "unsure"


class Channel(StrEnum):
    TEXT = "text"
    EMAIL = "email"


class Text(Part):
    """One outgoing message as it stands: a text, or where texts cannot reach, an e-mail."""

    text_id: str
    kind: str
    category: Category
    state: TextState
    version: int  # rises with every change of state
    due_at: datetime
    expires_at: datetime
    appointment_id: str | None
    request_id: str | None
    expects: Answer | None
    body: str | None  # none until it is written, at send time
    segments: int | None
    reason: str | None  # why it was moved, retired, or failed: "cancelled", "opted_out", "30005"
    channel: Channel = Channel.TEXT


class TextEvent(Event, topic=TOPIC):
    text: Text


class TextPlanned(TextEvent, type="meridian.notify.text_planned.v1"):
    """A text will go at `due_at` if it is still true then."""


class TextAccepted(TextEvent, type="meridian.notify.text_accepted.v1"):
    """The carrier took the text, or the mail server the e-mail."""


class TextDelivered(TextEvent, type="meridian.notify.text_delivered.v1"):
    """The handset has it."""


class TextFailed(TextEvent, type="meridian.notify.text_failed.v1"):
    """The text did not reach the patient and will not be tried again."""


class TextRetired(TextEvent, type="meridian.notify.text_retired.v1"):
    """The text was no longer true or no longer allowed, and did not go."""


class TextExpired(TextEvent, type="meridian.notify.text_expired.v1"):
    """The text could not go in time and is of no more use."""


class TextingStopped(Event, type="meridian.notify.texting_stopped.v1", topic=TOPIC):
    """No automated text may go to this patient's phone any more."""

    at: datetime
    source: str  # "keyword", "carrier", "front_desk", ...


class TextingResumed(Event, type="meridian.notify.texting_resumed.v1", topic=TOPIC):
    """The patient wants texts again."""

    at: datetime
    source: str
    categories: tuple[Category, ...]
