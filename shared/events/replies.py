"""clinic.replies (owner notify): what patients text, and what each text answers."""

from datetime import datetime
from enum import StrEnum

from shared.events.base import Event, Part
from shared.events.outreach import Answer

TOPIC = "clinic.replies"


class Intent(StrEnum):
    """How notify understood a text, in the order in which it looks."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    REACTION = "reaction"  # a tap on a text of ours: "Liked ..."
    CONFIRM = "confirm"
    CANCEL = "cancel"  # asked for and said again
    CANCEL_WISH = "cancel_wish"  # said once, or too late to be done by text
    ANSWER = "answer"  # to the open question, read by whoever asked it
    OTHER = "other"  # a person reads it


class Question(Part):
    """The question that was open on the phone when the text came."""

    request_id: str
    kind: str
    expects: Answer
    asked_at: datetime


class ReplyReceived(Event, type="meridian.notify.reply_received.v1", topic=TOPIC):
    """A text came in. Published once for each, whatever it says; with the same `reply_id` once for
    each further visit that it confirms, and once more when staff say that it was meant otherwise
    (`corrected_by`).
    """

    reply_id: str
    received_at: datetime
    body: str
    language: str
    intent: Intent
    appointment_id: str | None  # the visit a confirm or cancel is about
    question: Question | None  # set for an answer; and beside other intents if one was open
    yes: bool | None = None  # to a question that expects yes or no; none when it says neither
    media_count: int = 0  # pictures and the like, which only a person can judge
    corrected_by: str | None = None  # the staff member who said what was meant


class ThreadAge(StrEnum):
    """How long a thread's oldest unread text has waited, in working hours (S-79)."""

    FRESH = "fresh"
    RED = "red"  # two: the Today list shows it red
    ESCALATED = "escalated"  # four: whoever is on call was told


class ThreadChanged(Event, type="meridian.notify.thread_changed.v1", topic=TOPIC):
    """The talk with one patient, or with a phone that is no patient's, as it stands for staff. The
    whole state each time; an older `version` than one already seen is to be ignored. What was said,
    and the notes on it, are at notify's `GET /staff/v1/threads/ID`, the ID being `patient_id`.
    """

    version: int
    unread: int  # texts that a person must read and nobody has
    unread_since: datetime | None  # since when the oldest of them waits
    age: ThreadAge
    assigned_to: str | None  # staff id
    changed_at: datetime
    by_staff_id: str | None  # who changed it; none when the patient or time did


class RedFlagSeen(Event, type="meridian.notify.red_flag_seen.v1", topic=TOPIC):
    """A text says that a patient may be in danger. notify has answered it and told whoever is on
    call; the case is followup's. Published again when the patient turns out not to be reachable by
    text, and once for each who may have written from a shared phone.
    """

    reply_id: str
    grade: str  # "yellow", "orange", "red", "crisis"
    signs: tuple[str, ...]  # "chest_pain", "denied_chest_pain", "asked_for_help", ...
    word_list_version: str
    seen_at: datetime
    can_be_texted: bool  # when not: call now


class TaskOpened(Event, type="meridian.notify.task_opened.v1", topic=TOPIC):
    """Somebody at the clinic should do something that a text cannot: most often, call."""

    task_id: str
    kind: str  # "may_want_to_cancel", "wrong_number", "number_unusable", "call_to_cancel", ...
    appointment_id: str | None
    reply_id: str | None
    opened_at: datetime


class TaskDone(Event, type="meridian.notify.task_done.v1", topic=TOPIC):
    """Somebody did it."""

    task_id: str
    by_staff_id: str
    done_at: datetime
