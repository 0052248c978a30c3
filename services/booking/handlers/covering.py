"""Which booked visits a change of the practice leaves without what they need."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue
from services.booking.domain.coverage import Gap, gap
from services.booking.domain.intervals import Interval
from services.booking.store import uncovered
from services.booking.store.appointments import ListedVisit
from services.booking.store.uncovered import Uncovered
from shared.db import Connection


@dataclass(frozen=True)
class Loss:
    """One visit that could take place, and cannot any more."""

    listed: ListedVisit
    gap: Gap


def losses(visits: Iterable[ListedVisit], before: Catalogue, after: Catalogue) -> list[Loss]:
    """A visit that staff booked against the hours lacked them before: it is as it was meant."""
    return [
        Loss(listed, missing)
        for listed in visits
        if (missing := gap(listed.appointment, after, listed.equipment_key)) is not None
        and gap(listed.appointment, before, listed.equipment_key) is None
    ]


def digest(found: Iterable[Loss]) -> str:
    """Says which losses somebody has looked at."""
    ids = sorted(f"{loss.listed.appointment.id} {loss.gap}" for loss in found)
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:32]


async def record(
    conn: Connection,
    visits: list[ListedVisit],
    found: list[Loss],
    after: Catalogue,
    now: datetime,
) -> None:
    """What is lost is listed until somebody sees to it; what is whole again is not."""
    listed = await uncovered.list_ids(conn)
    whole = [
        each.appointment.id
        for each in visits
        if each.appointment.id in listed
        and gap(each.appointment, after, each.equipment_key) is None
    ]
    await uncovered.remove(conn, whole)
    lost = [Uncovered(loss.listed.appointment, loss.gap) for loss in found]
    await uncovered.add(conn, lost, now)


async def times_off(
    conn: Connection, catalogue: Catalogue, visit: Appointment
) -> tuple[Interval, ...]:
    """When the visit cannot be as it is booked: all of it, where the practice no longer allows it;
    never, where staff keep it all the same.
    """
    if await uncovered.is_kept(conn, visit.id):
        return ()
    off = catalogue.off(visit.practitioner_key, visit.location_key)
    if await uncovered.is_listed(conn, visit.id):
        return (*off, Interval(visit.starts_at, visit.ends_at))
    return off
