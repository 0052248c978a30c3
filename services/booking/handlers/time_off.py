"""Time off, and the visits it leaves uncovered: listed for people to decide, never cancelled."""

from datetime import datetime
from uuid import UUID

from services.booking.domain.appointment import Appointment
from services.booking.domain.intervals import Interval
from services.booking.handlers import covering, visits
from services.booking.handlers.visits import Change, Desk
from services.booking.store import appointments, time_off, uncovered
from services.booking.store.appointments import ListedVisit
from services.booking.store.time_off import TimeOff
from shared import outbox
from shared.db import Connection
from shared.events.outreach import Category, TextRequested


class UnknownTimeOffError(LookupError):
    """There is no such time off, or no more."""


class CoveredError(Exception):
    """The visit can take place as it is: there is nothing to decide."""


async def save(conn: Connection, off: TimeOff) -> list[ListedVisit]:
    """The visits it leaves uncovered; nobody is told anything (S-25)."""
    await time_off.add(conn, off)
    return await list_uncovered(conn, off.created_at)


async def list_would_uncover(conn: Connection, desk: Desk, off: TimeOff) -> list[ListedVisit]:
    """Visits that can take place now and could not with this time off."""
    now, during = off.created_at, Interval(off.starts_at, off.ends_at)
    whose = desk.catalogue.locations if off.location_key else desk.catalogue.practitioners
    practice = whose[off.location_key or off.practitioner_key or 0].practice_key
    lost = {visit.appointment.id for visit in await list_uncovered(conn, now)}
    return [
        visit
        for visit in await appointments.list_upcoming(conn, practice, now)
        if visit.appointment.id not in lost
        and visit.appointment.uncovered_by((during,))
        and off.concerns(visit.appointment.practitioner_key, visit.appointment.location_key)
    ]


async def remove(conn: Connection, time_off_id: UUID, actor: str, now: datetime) -> None:
    """Raises UnknownTimeOffError."""
    if not await time_off.remove(conn, time_off_id, actor, now):
        raise UnknownTimeOffError


async def list_uncovered(conn: Connection, now: datetime) -> list[ListedVisit]:
    """Visits still to come that cannot be kept as they are."""
    return await appointments.list_uncovered(conn, now)


async def keep(conn: Connection, desk: Desk, visit_id: str, change: Change) -> Appointment:
    """All the same, for the change's reason: it is no longer listed, and the patient is told
    nothing.

    Raises UnknownVisitError, ChangedMeanwhileError, IllegalTransitionError and CoveredError.
    """
    appointment = await visits.get(conn, visit_id, change)
    if visit_id not in {each.appointment.id for each in await list_uncovered(conn, change.at)}:
        raise CoveredError
    kept = await visits.keep(conn, desk, appointment, change)
    await uncovered.keep(conn, kept.id, change.at)
    return kept


async def offer_new_times(
    conn: Connection, desk: Desk, visit_id: str, change: Change
) -> TextRequested:
    """One text with the patient's link, however often it is asked for; the visit stays (S-26).

    Raises UnknownVisitError, ChangedMeanwhileError and CoveredError.
    """
    appointment = await visits.get(conn, visit_id, change)
    off = await covering.times_off(conn, desk.catalogue, appointment)
    if not appointment.status.upcoming or not appointment.uncovered_by(off):
        raise CoveredError
    request = TextRequested(
        patient_id=appointment.patient_id,
        request_id=f"new-times:{appointment.id}:{appointment.version}",
        kind="new_times",
        category=Category.VISIT,
        values={"link": desk.links.manage_url(appointment.id)},
        expects=None,
        not_before=change.at,
        not_after=appointment.starts_at,
        appointment_id=appointment.id,
    )
    await outbox.add(conn, request, at=change.at)
    return request
