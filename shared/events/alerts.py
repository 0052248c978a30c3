"""clinic.alerts (owner followup): what a person must look at, and what came of it."""

from datetime import datetime
from enum import StrEnum

from shared.events.base import Event

TOPIC = "clinic.alerts"


class Grade(StrEnum):
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"


class AlertOpened(Event, type="meridian.followup.alert_opened.v1", topic=TOPIC):
    """A rule found something that a person must look at."""

    alert_id: str
    grade: Grade
    rule: str  # "score_8_or_more", ...
    opened_at: datetime
    report_id: str | None
    reply_id: str | None
    call_now: bool = False  # the patient cannot be texted


class AlertNeedsCall(Event, type="meridian.followup.alert_needs_call.v1", topic=TOPIC):
    """The patient of this case turned out not to be reachable by text: call now."""

    alert_id: str
    at: datetime


class AlertPassedOn(Event, type="meridian.followup.alert_passed_on.v1", topic=TOPIC):
    """This member of staff is told of it; with `turn` 0 they are the first."""

    alert_id: str
    to_staff_id: str
    turn: int
    at: datetime


class AlertAcknowledged(Event, type="meridian.followup.alert_acknowledged.v1", topic=TOPIC):
    """Somebody has seen it and is on it."""

    alert_id: str
    by_staff_id: str
    at: datetime


class AlertClosed(Event, type="meridian.followup.alert_closed.v1", topic=TOPIC):
    """It is dealt with, and how."""

    alert_id: str
    by_staff_id: str
    outcome: str  # "called", "advised", "sent_to_ed", "no_action"
    at: datetime
