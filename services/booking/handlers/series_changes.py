"""Moving or cancelling one visit of a series, this and later ones, or all."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.booking.domain.appointment import Appointment
from services.booking.domain.booking import TimeRefusedError
from services.booking.domain.series import Scope, Shift, in_scope, judged_at
from services.booking.handlers import moving, visits
from services.booking.handlers.moving import Move
from services.booking.handlers.series import (
    Clash,
    SeriesClashError,
    UnknownSeriesError,
    get,
    tell,
    tell_patient,
)
from services.booking.handlers.visits import Change, Desk
from services.booking.store import places
from services.booking.store import series as series_store
from services.booking.store.series import Series
from shared.db import Connection


class NothingInScopeError(Exception):
    """Every visit that is meant has been or is cancelled."""


@dataclass(frozen=True)
class Meant:
    """Which visits: from the one that was looked at."""

    appointment_id: str
    scope: Scope


async def cancel(
    conn: Connection, desk: Desk, series_id: str, meant: Meant, change: Change
) -> Series:
    """Raises UnknownSeriesError and NothingInScopeError."""
    series, chosen = await _chosen(conn, series_id, meant, change.at)
    each = _told_together(change, chosen)
    for visit in chosen:
        await visits.cancel_by_clinic(conn, desk, visit.id, each)
    return await _changed(conn, desk, series, "series_cancelled", chosen, change)


async def move(
    conn: Connection, desk: Desk, series_id: str, meant: Meant, to: Move, change: Change
) -> Series:
    """Every visit that is meant goes as many days on, to the same time of day; all or none.

    Raises UnknownSeriesError, NothingInScopeError, UnknownChoiceError, SeriesClashError, and
    LostRaceError when another try may succeed. After any of them the transaction must end.
    """
    await conn.execute(places.ONE_AT_A_TIME)
    series, chosen = await _chosen(conn, series_id, meant, change.at)
    seen = next(visit for visit in chosen if visit.id == meant.appointment_id)
    zone = desk.catalogue.locations[seen.location_key].zone
    shift = Shift.of(seen, to.starts_at or seen.starts_at, zone)
    each = _told_together(change, chosen)
    clashes, moved = [], []
    for visit in shift.in_order(chosen):
        starts_at = shift.applied_to(visit)
        treatment = desk.catalogue.treatments[visit.treatment_key]
        judged = judged_at(treatment, starts_at, change.at)
        wanted = replace(to, starts_at=starts_at, judged_at=judged)
        try:
            async with conn.savepoint():
                moved.append(await moving.move(conn, desk, visit.id, wanted, each))
        except TimeRefusedError as error:
            clashes.append(Clash(starts_at, error.reason))
    if clashes:
        raise SeriesClashError(clashes)
    moved.sort(key=lambda visit: visit.starts_at)
    return await _changed(conn, desk, series, "series_moved", moved, change)


async def _chosen(
    conn: Connection, series_id: str, meant: Meant, now: datetime
) -> tuple[Series, list[Appointment]]:
    series, all_of_it = await get(conn, series_id)
    seen = next((visit for visit in all_of_it if visit.id == meant.appointment_id), None)
    if seen is None:
        raise UnknownSeriesError
    chosen = in_scope(all_of_it, seen, meant.scope, now)
    if seen not in chosen:
        raise NothingInScopeError
    return series, chosen


def _told_together(change: Change, chosen: list[Appointment]) -> Change:
    """One text for several, by us; for a single visit the usual one."""
    return replace(change, tell_patient=change.tell_patient and len(chosen) == 1)


async def _changed(
    conn: Connection,
    desk: Desk,
    series: Series,
    kind: str,
    chosen: list[Appointment],
    change: Change,
) -> Series:
    version = await series_store.raise_version(conn, series)
    await tell(conn, desk, series, version, change.actor, change.at)
    if change.tell_patient and len(chosen) > 1:
        await tell_patient(conn, desk, series, kind, change.at, chosen, version)
    return replace(series, version=version)
