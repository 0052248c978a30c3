"""Calendars kept elsewhere: read again and again, the last good reading kept."""

import asyncio
from dataclasses import dataclass
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
from shared.db import Connection


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


@dataclass(frozen=True)
class Reading:
    """`busy` is none when nothing changed, and when `error` says why it could not be read."""

    etag: str | None = None
    busy: list[Interval] | None = None
    error: str | None = None


async def read(fetch: CalendarFetch, catalogue: Catalogue, due: Due, now: datetime) -> Reading:
    try:
        fetched = await fetch.get(due.url, due.etag)
        if fetched.body is None:
            return Reading(fetched.etag)
        zone, during = _zone(catalogue, due), _during(catalogue, now)
        busy = await asyncio.to_thread(busy_times, fetched.body, zone, during)
    except UnreachableCalendarError as error:
        return Reading(error=error.reason)
    except UnreadableCalendarError:
        return Reading(error="unreadable")
    return Reading(fetched.etag, busy)


async def keep(conn: Connection, due: Due, reading: Reading, now: datetime) -> None:
    """What was read before stays when it could not be read now."""
    if reading.error is not None:
        await outside_calendars.save_error(conn, due, reading.error)
    else:
        await outside_calendars.save_read(conn, due, reading.etag, now, reading.busy)


def _zone(catalogue: Catalogue, due: Due) -> ZoneInfo:
    """Of the place where the practitioner works."""
    who = catalogue.practitioners[due.practitioner_key]
    return next(place.zone for place in catalogue.locations.values() if who.works_at(place))


def _during(catalogue: Catalogue, now: datetime) -> Interval:
    return horizon(now, max(t.horizon_days for t in catalogue.treatments.values()) + 1)
