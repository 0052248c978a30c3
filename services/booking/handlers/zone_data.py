"""New time zone data: visits and time off keep their wall time, and others are told of visits."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from services.booking.domain.intervals import Interval
from services.booking.domain.zone_change import Agreed, Shift, shift_of
from services.booking.handlers.facts import visit_of
from services.booking.handlers.visits import Desk
from services.booking.store import appointments, zone_data
from shared import outbox
from shared.db import Connection
from shared.events.appointments import AppointmentRescheduled

log = structlog.get_logger()


async def keep_wall_times(
    conn: Connection,
    desk: Desk,
    version: str,
    now: datetime,
    zone_of: Callable[[str], ZoneInfo] = ZoneInfo,
) -> int:
    """How many visits were given another instant. Once for each version: a process that has not
    been updated yet does not take back what a newer one did.
    """
    if version <= await zone_data.get_version(conn):
        return 0
    agreed = await zone_data.list_agreed(conn, now)
    shifts = [s for a in agreed if (s := shift_of(a, zone_of(a.time_zone))) is not None]
    if shifts:
        await zone_data.shift(conn, shifts, f"time zone data {version}", now)
        await _tell(conn, desk, agreed, shifts, now)
    await _keep_times_off(conn, now, zone_of)
    await zone_data.save_version(conn, version)
    log.info("zone_data.applied", count=len(shifts))
    return len(shifts)


async def _keep_times_off(
    conn: Connection, now: datetime, zone_of: Callable[[str], ZoneInfo]
) -> None:
    for off in await zone_data.list_times_off(conn, now):
        during = off.during(zone_of(off.time_zone))
        if during and during != Interval(off.starts_at, off.ends_at):
            await zone_data.shift_time_off(conn, off.id, during)


async def _tell(
    conn: Connection, desk: Desk, agreed: list[Agreed], shifts: list[Shift], now: datetime
) -> None:
    """Reminders are planned anew; to the patient nothing has changed."""
    before = {a.key: a.starts_at for a in agreed}
    moved = await appointments.list_of_keys(conn, [shift.key for shift in shifts])
    events = [
        AppointmentRescheduled(
            patient_id=appointment.patient_id,
            visit=visit_of(appointment, desk.catalogue, desk.links),
            actor="system",
            reason="time zone data",
            previous_starts_at=before[key],
            tell_patient=False,
        )
        for key, appointment in moved.items()
        if appointment.status.upcoming
    ]
    await outbox.add(conn, *events, at=now)
