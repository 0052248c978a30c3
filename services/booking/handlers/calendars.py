"""Visits for calendars: one for the patient, all of a practitioner for themselves."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from services.booking.domain.appointment import Appointment
from services.booking.domain.calendar_file import Dated, practitioner_feed, visit_file
from services.booking.domain.catalogue import Catalogue, UnknownChoiceError
from services.booking.domain.intervals import Interval
from services.booking.domain.manage_link import fingerprint
from services.booking.handlers import visits
from services.booking.handlers.visits import Desk
from services.booking.store import appointments, calendar_feeds
from shared.db import Connection

# What a feed shows: enough behind to see what was, enough ahead to plan.
BEHIND, AHEAD = timedelta(days=30), timedelta(days=370)


class UnknownFeedError(LookupError):
    """There is no such feed, or its address has been replaced."""


async def get_visit_file(conn: Connection, desk: Desk, token: str, now: datetime) -> bytes:
    """Raises UnknownVisitError."""
    appointment = await visits.get_by_link(conn, token, now)
    [dated] = await _dated(conn, [appointment])
    return visit_file(dated, desk.catalogue, desk.links.manage_url(appointment.id))


async def make_feed(
    conn: Connection, catalogue: Catalogue, practitioner_id: str, now: datetime
) -> str:
    """The secret part of a new address; the old one ends. Raises UnknownChoiceError."""
    secret = token_urlsafe(16)
    for practitioner in catalogue.practitioners.values():
        if practitioner.id == practitioner_id and not practitioner.retired:
            await calendar_feeds.save(conn, practitioner.key, fingerprint(secret), now)
            return secret
    raise UnknownChoiceError("practitioner")


async def get_feed(conn: Connection, catalogue: Catalogue, secret: str, now: datetime) -> bytes:
    """Raises UnknownFeedError."""
    key = await calendar_feeds.find_practitioner(conn, fingerprint(secret))
    if key is None:
        raise UnknownFeedError
    during = Interval(now - BEHIND, now + AHEAD)
    listed = await appointments.list_of_practitioner(conn, key, during)
    dated = await _dated(conn, [entry.appointment for entry in listed])
    return practitioner_feed(dated, catalogue, catalogue.practitioners[key].name)


async def _dated(conn: Connection, found: list[Appointment]) -> list[Dated]:
    changed_at = await appointments.list_changed_at(conn, [a.id for a in found])
    return [Dated(a, changed_at[a.id]) for a in found]
