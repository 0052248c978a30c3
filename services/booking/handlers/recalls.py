"""The recall list: who is put on it, and what staff do about each."""

from datetime import date, datetime, timedelta

from services.booking.domain.catalogue import Location
from services.booking.domain.recall import COURSE_GAP, LOOKED_BACK, Recall
from services.booking.domain.wall_time import local_date
from services.booking.handlers.visits import Change, Desk
from services.booking.store import recalls
from services.booking.store.recalls import Window
from shared import outbox
from shared.db import Connection
from shared.events.outreach import Category, TextRequested
from shared.events.planning import RecallChanged, RecallState

# Until then the text may go; later staff look again.
TEXT_LIFE = timedelta(days=3)


class UnknownRecallError(LookupError):
    """There is no such recall."""


async def look_through(conn: Connection, desk: Desk, location: Location, now: datetime) -> None:
    """Take off who comes again, wake who was snoozed, put on who is missing."""
    for listed in await recalls.list_with_a_visit(conn, location.key):
        await _save(conn, listed.recall.close(RecallState.BOOKED), "system", now)
    today = local_date(now, location.zone)
    for listed in await recalls.list_to_wake(conn, location.key, today):
        await _save(conn, listed.recall.wake(), "system", now)
    weeks = desk.catalogue.practices[location.practice_key].recall_after_weeks
    if weeks is None:
        return
    until = now - timedelta(weeks=weeks)
    window = Window(until - LOOKED_BACK, until, max(until, now - COURSE_GAP))
    for recall in await recalls.add_missing(conn, location.key, window, now):
        await _tell(conn, recall, "system", now)


async def text(conn: Connection, desk: Desk, recall_id: str, change: Change) -> Recall:
    """Whether it may go is notify's to say. Raises UnknownRecallError and RecallClosedError."""
    recall = (await _get(conn, recall_id)).text()
    await _save(conn, recall, change.actor, change.at)
    request = TextRequested(
        patient_id=recall.patient_id,
        request_id=f"recall:{recall.id}:{recall.version}",
        kind="recall",
        category=Category.VISIT,
        values={"link": desk.links.public_url},
        expects=None,
        not_before=change.at,
        not_after=change.at + TEXT_LIFE,
    )
    await outbox.add(conn, request, at=change.at)
    return recall


async def snooze(conn: Connection, recall_id: str, until: date, change: Change) -> Recall:
    """Raises UnknownRecallError and RecallClosedError."""
    recall = (await _get(conn, recall_id)).snooze(until)
    return await _save(conn, recall, change.actor, change.at)


async def finish(conn: Connection, recall_id: str, change: Change) -> Recall:
    """Raises UnknownRecallError and RecallClosedError."""
    recall = (await _get(conn, recall_id)).close(RecallState.DONE)
    return await _save(conn, recall, change.actor, change.at, change.reason)


async def _get(conn: Connection, recall_id: str) -> Recall:
    try:
        return await recalls.get(conn, recall_id)
    except LookupError:
        raise UnknownRecallError from None


async def _save(
    conn: Connection, recall: Recall, actor: str, at: datetime, reason: str | None = None
) -> Recall:
    await recalls.save(conn, recall, reason)
    await _tell(conn, recall, actor, at)
    return recall


async def _tell(conn: Connection, recall: Recall, actor: str, at: datetime) -> None:
    event = RecallChanged(
        patient_id=recall.patient_id,
        recall_id=recall.id,
        version=recall.version,
        state=recall.state,
        last_visit_at=recall.last_visit_at,
        course_unfinished=recall.course_unfinished,
        snoozed_until=recall.snoozed_until,
        actor=actor,
        at=at,
    )
    await outbox.add(conn, event, at=at)
