"""Staff who asked for it are told of what patients do online: once each, without the patient (S-101)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.notify.domain.quiet_hours import TextingHours
from services.notify.handlers.record_text import plan
from services.notify.handlers.tell_staff import staff_text
from services.notify.store import staff_phones
from services.notify.texts.wall_clock import wall_clock
from shared.clock import Clock
from shared.db import Connection
from shared.events import Received
from shared.events.appointments import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentEvent,
    AppointmentRescheduled,
)

KIND = "visit_notice"
PATIENT = "patient"
# What happened longer ago is no news: somebody has seen the calendar, or events are read anew.
NEWS_FOR = timedelta(hours=6)
WORTH_TELLING = timedelta(hours=12)

_NOTICES: dict[type[AppointmentEvent], str] = {
    AppointmentBooked: "booked",
    AppointmentRescheduled: "moved",
    AppointmentCancelled: "cancelled",
}


class TellOfChanges:
    """`hours`: when staff phones may ring for what can wait, by the clinic's clock."""

    def __init__(self, clock: Clock, hours: TextingHours) -> None:
        self._clock = clock
        self._hours = hours

    async def __call__(self, conn: Connection, received: Received[AppointmentEvent]) -> None:
        event, now = received.event, self._clock.now()
        notice = _NOTICES.get(type(event))
        old = now - received.occurred_at > NEWS_FOR or event.visit.starts_at <= now
        if notice is None or event.actor != PATIENT or old:
            return
        zone = ZoneInfo(event.visit.location.time_zone)
        due_at = now if self._hours.allow(now, zone) else self._hours.next_opening(now, zone)
        for staff in await staff_phones.list_who_want(conn, notice):
            text = staff_text(
                KIND,
                staff.phone,
                event.patient_id,
                request_id=_request_id(event, staff.staff_id),
                values=_values(event, notice, zone),
                at=now,
                due_at=due_at,
                expires_at=_last_moment(event, due_at),
            )
            await plan(conn, text, notice, now)


def _request_id(event: AppointmentEvent, staff_id: str) -> str:
    """The same change is told each of them once, however often the event comes."""
    return f"notice:{event.visit.appointment_id}:{event.visit.version}:{staff_id}"


def _values(event: AppointmentEvent, notice: str, zone: ZoneInfo) -> dict[str, str]:
    return {
        "what": notice.capitalize(),
        "how": "by text" if event.reply_id else "online",
        "when": wall_clock(event.visit.starts_at, zone),
        "practitioner": event.visit.practitioner.name,
    }


def _last_moment(event: AppointmentEvent, due_at: datetime) -> datetime:
    return min(event.visit.starts_at, due_at + WORTH_TELLING)
