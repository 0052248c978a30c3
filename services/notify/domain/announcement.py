"""Which text tells the patient of a change to their visit, if any."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.events.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentEvent,
    AppointmentRescheduled,
)

# A change can be taken back this long before the patient hears of it (S-20); one so near the visit
# is told at once.
UNDO_FOR = timedelta(minutes=3)
TOO_NEAR_TO_WAIT = timedelta(hours=3)
# An answer to a text is of use this long.
ANSWER_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class Announcement:
    kind: str
    expires_at: datetime
    in_reply_to: str | None = None


def announce(
    event: AppointmentEvent,
    *,
    first_seen: bool,
    unsaid: Collection[str],
    now: datetime,
    as_told: bool = False,
) -> Announcement | None:
    """`unsaid` are the kinds of text that were still waiting when the change overtook them: a
    patient who was never told of the first time is told of the new one as a booking. `as_told`: the
    visit is again what the patient knows, so that there is nothing to tell.
    """
    visit = event.visit
    if isinstance(event, AppointmentCancelled):
        return _of_cancellation(event, first_seen or "confirmation" in unsaid, now)
    if not visit.status.upcoming or visit.starts_at <= now:
        return None
    if isinstance(event, AppointmentBooked) and not event.tell_patient:
        return None
    if first_seen or "confirmation" in unsaid:
        return Announcement("confirmation", visit.starts_at)
    if isinstance(event, AppointmentConfirmed) and event.reply_id:
        return Announcement("confirm_noted", now + ANSWER_LIFE, event.reply_id)
    if as_told:
        return None
    moved = isinstance(event, AppointmentRescheduled) and event.tell_patient
    return Announcement("moved", visit.starts_at) if moved or "moved" in unsaid else None


def due_from(kind: str, starts_at: datetime, now: datetime) -> datetime:
    """When a text about a change may go: not before the change can no longer be undone."""
    if kind not in {"moved", "cancelled"} or starts_at - now < TOO_NEAR_TO_WAIT:
        return now
    return now + UNDO_FOR


def _of_cancellation(
    event: AppointmentCancelled, never_told: bool, now: datetime
) -> Announcement | None:
    if event.reply_id:
        return Announcement("cancel_noted", now + ANSWER_LIFE, event.reply_id)
    if never_told or not event.tell_patient or event.visit.starts_at <= now:
        return None
    return Announcement("cancelled", event.visit.starts_at)
