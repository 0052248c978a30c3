"""A visit changed: what was going to be said of it is withdrawn, and what is true now is planned."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from services.notify.domain.announcement import Announcement, announce
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.reminders import PLANS, plan_reminders
from services.notify.domain.text import Text
from services.notify.handlers.record_text import plan, record
from services.notify.store import inbounds, patients, texts, visits
from shared.clock import Clock
from shared.db import Connection
from shared.events import Received
from shared.events.appointments import AppointmentEvent, Visit
from shared.events.outreach import Category
from shared.ids import new_id


class FollowVisits:
    def __init__(self, clock: Clock, hours: TextingHours) -> None:
        self._clock = clock
        self._hours = hours

    async def __call__(self, conn: Connection, received: Received[AppointmentEvent]) -> None:
        event, now = received.event, self._clock.now()
        first_seen = await visits.find(conn, event.visit.appointment_id) is None
        if not await visits.save_newer(conn, event.patient_id, event.visit):
            return
        unsaid = await self._withdraw_older(conn, event.visit, now)
        news = announce(event, first_seen=first_seen, unsaid=unsaid, now=now)
        if news:
            answers_at = await _answers_at(conn, event, news)
            await plan(conn, _telling(event, news, answers_at, now), event.visit.status, now)
        for reminder in await self._reminders(conn, event, now):
            await plan(conn, reminder, event.visit.status, now)

    async def _withdraw_older(self, conn: Connection, visit: Visit, now: datetime) -> set[str]:
        """The kinds of text that had not gone yet."""
        overtaken = await texts.lock_open_of_visit(conn, visit.appointment_id, visit.version)
        why = "superseded" if visit.status.upcoming else visit.status.value
        for text in overtaken:
            await record(conn, text.retire(why), now)
        return {text.kind for text in overtaken}

    async def _reminders(
        self, conn: Connection, event: AppointmentEvent, now: datetime
    ) -> Iterator[Text]:
        visit = event.visit
        if not visit.status.upcoming:
            return iter(())
        patient = await patients.find(conn, event.patient_id)
        zone = ZoneInfo((patient and patient.time_zone) or visit.location.time_zone)
        planned = plan_reminders(
            visit, PLANS[visit.treatment.reminder_plan], now=now, zone=zone, hours=self._hours
        )
        return (
            _about(event, "reminder", now, due_at=r.due_at, expires_at=r.expires_at, lead=r.lead)
            for r in planned
        )


async def _answers_at(
    conn: Connection, event: AppointmentEvent, news: Announcement
) -> datetime | None:
    """When the patient did what this answers; none when the clinic started it."""
    if event.reply_id and news.in_reply_to:
        return await inbounds.get_reply_received_at(conn, event.reply_id)
    return (
        event.visit.booked_at if event.actor == "patient" and news.kind == "confirmation" else None
    )


def _telling(
    event: AppointmentEvent, news: Announcement, answers_at: datetime | None, now: datetime
) -> Text:
    return _about(
        event,
        news.kind,
        now,
        due_at=now,
        expires_at=news.expires_at,
        lead=news.in_reply_to or "",
        in_reply_to=news.in_reply_to,
        answers_at=answers_at,
    )


def _about(
    event: AppointmentEvent,
    kind: str,
    now: datetime,
    *,
    due_at: datetime,
    expires_at: datetime,
    lead: str,
    in_reply_to: str | None = None,
    answers_at: datetime | None = None,
) -> Text:
    return Text(
        text_id=new_id(),
        patient_id=event.patient_id,
        kind=kind,
        category=Category.VISIT,
        planned_at=now,
        due_at=due_at,
        expires_at=expires_at,
        appointment_id=event.visit.appointment_id,
        appointment_version=event.visit.version,
        lead=lead,
        in_reply_to=in_reply_to,
        answers_at=answers_at,
    )
