"""Calendars kept elsewhere: read again and again, the last good reading kept."""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from services.booking.carrier.calendar_fetch import CalendarFetch, UnreachableCalendarError
from services.booking.domain.catalogue import Catalogue, Practitioner, UnknownChoiceError
from services.booking.domain.intervals import Interval
from services.booking.domain.outside_calendar import (
    UnreadableCalendarError,
    busy_times,
    horizon,
)
from services.booking.store import outside_calendars
from services.booking.store.outside_calendars import Due, Known
from shared.db import Connection, Database


def practitioner(catalogue: Catalogue, practitioner_id: str) -> Practitioner:
    """Raises UnknownChoiceError."""
    for found in catalogue.practitioners.values():
        if found.id == practitioner_id and not found.retired:
            return found
    raise UnknownChoiceError("practitioner")


async def save(
    conn: Connection, catalogue: Catalogue, practitioner_id: str, url: str, actor: str, at: datetime
) -> None:
    """Read for the first time soon after. Raises UnknownChoiceError."""
    key = practitioner(catalogue, practitioner_id).key
    await outside_calendars.save(conn, key, url, actor, at)
    conn.wake("outside_calendars")


async def find(conn: Connection, catalogue: Catalogue, practitioner_id: str) -> Known | None:
    """Raises UnknownChoiceError."""
    return await outside_calendars.find(conn, practitioner(catalogue, practitioner_id).key)


async def remove(conn: Connection, catalogue: Catalogue, practitioner_id: str) -> bool:
    """Raises UnknownChoiceError."""
    return await outside_calendars.remove(conn, practitioner(catalogue, practitioner_id).key)


async def read_again(
    db: Database, fetch: CalendarFetch, catalogue: Catalogue, due: Due, now: datetime
) -> None:
    """No transaction is open while others are waited for."""
    try:
        fetched = await fetch.get(due.url, due.etag)
        busy = None
        if fetched.body is not None:
            zone, during = _zone(catalogue, due), _during(catalogue, now)
            busy = await asyncio.to_thread(busy_times, fetched.body, zone, during)
    except (UnreachableCalendarError, UnreadableCalendarError) as error:
        reason = error.reason if isinstance(error, UnreachableCalendarError) else "unreadable"
        async with db.transaction() as conn:
            await outside_calendars.save_error(conn, due, reason)
        return
    async with db.transaction() as conn:
        await outside_calendars.save_read(conn, due, fetched.etag, now, busy)


def _zone(catalogue: Catalogue, due: Due) -> ZoneInfo:
    """Of the place where the practitioner works."""
    who = catalogue.practitioners[due.practitioner_key]
    return next(place.zone for place in catalogue.locations.values() if who.works_at(place))


def _during(catalogue: Catalogue, now: datetime) -> Interval:
    return horizon(now, max(t.horizon_days for t in catalogue.treatments.values()) + 1)
