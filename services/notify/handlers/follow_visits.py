"""A visit changed: what was going to be said of it is withdrawn, and what is true now is planned."""

from dataclasses import replace
from datetime import datetime

from services.notify.domain.announcement import Announcement, announce, due_from
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.text import TOLD, Text
from services.notify.handlers.record_text import plan, record
from services.notify.handlers.visit_texts import about_visit, reminders_of
from services.notify.store import erasures, inbounds, texts, visits
from shared.clock import Clock
from shared.db import Connection
from shared.events import Received
from shared.events.appointments import AppointmentEvent, Visit


class FollowVisits:
    def __init__(self, clock: Clock, hours: TextingHours) -> None:
        self._clock = clock
        self._hours = hours

    async def __call__(self, conn: Connection, received: Received[AppointmentEvent]) -> None:
        event, now = received.event, self._clock.now()
        if await erasures.is_done(conn, event.patient_id):
            return
        before = await visits.find(conn, event.visit.appointment_id)
        if not await visits.save_newer(conn, event.patient_id, event.visit):
            return
        overtaken = await self._withdraw_older(conn, event.visit, now)
        told = _as_told(before, overtaken)
        news = announce(
            event,
            first_seen=before is None,
            unsaid={text.kind for text in overtaken},
            now=now,
            as_told=told == _what_is_told(event.visit),
        )
        if news:
            answers_at = await _answers_at(conn, event, news)
            await plan(conn, _telling(event, news, answers_at, told, now), event.visit.status, now)
        planned = await reminders_of(conn, event.patient_id, event.visit, self._hours, now)
        for reminder in planned:
            await plan(conn, reminder, event.visit.status, now)

    async def _withdraw_older(self, conn: Connection, visit: Visit, now: datetime) -> list[Text]:
        """The texts that had not gone yet."""
        overtaken = await texts.lock_open_of_visit(conn, visit.appointment_id, visit.version)
        why = "superseded" if visit.status.upcoming else visit.status.value
        for text in overtaken:
            await record(conn, text.retire(why), now)
        return overtaken


async def _answers_at(
    conn: Connection, event: AppointmentEvent, news: Announcement
) -> datetime | None:
    """When the patient did what this answers; none when the clinic started it."""
    if event.reply_id and news.in_reply_to:
        return await inbounds.get_reply_received_at(conn, event.reply_id)
    return (
        event.visit.booked_at if event.actor == "patient" and news.kind == "confirmation" else None
    )


def _what_is_told(visit: Visit) -> str:
    """What a patient would notice a change of."""
    return f"{visit.starts_at.isoformat()} {visit.practitioner.id}"


def _as_told(before: Visit | None, overtaken: list[Text]) -> str | None:
    """What the patient knows: the visit before the first of the changes that they were not told."""
    for text in overtaken:
        if text.kind == "moved":
            return text.template_values.get(TOLD)
    return _what_is_told(before) if before else None


def _telling(
    event: AppointmentEvent,
    news: Announcement,
    answers_at: datetime | None,
    told: str | None,
    now: datetime,
) -> Text:
    text = about_visit(
        event.patient_id,
        event.visit,
        news.kind,
        now,
        due_at=due_from(news.kind, event.visit.starts_at, now),
        expires_at=news.expires_at,
        lead=news.in_reply_to or "",
        in_reply_to=news.in_reply_to,
        answers_at=answers_at,
    )
    return replace(text, template_values={TOLD: told}) if told else text
