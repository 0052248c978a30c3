"""What FHIR's searches find."""

from datetime import date, datetime

from services.booking.domain.availability import Slot
from services.booking.domain.catalogue import Catalogue, Location, Practitioner, Treatment
from services.booking.domain.fhir import NoSuchIdError, Resource, parse_slot_id, slot_resource
from services.booking.domain.intervals import Interval
from services.booking.domain.opening import Start, starts_of
from services.booking.domain.wall_time import local_date
from services.booking.handlers import slots
from services.booking.handlers.slots import Question
from services.booking.store.holds import Holds
from shared.db import Connection


async def list_slots(
    conn: Connection,
    catalogue: Catalogue,
    location: Location,
    asked: tuple[str, str],
    day: date,
    now: datetime,
    holds: Holds,
) -> list[Resource]:
    """Of a practitioner and a treatment: every start of that day, free or busy.

    Raises UnknownChoiceError.
    """
    practitioner_id, treatment_id = asked
    wish = slots.wish_for(catalogue, location, treatment_id, practitioner_id)
    [practitioner] = wish.practitioners
    found = await slots.list_slots(conn, Question(wish, now, holds), [day])
    free = {slot.starts_at for slot in found}
    every = starts_of(practitioner, wish.treatment, location, day)
    starts = [_start(wish.treatment, slot) for slot in found] if wish.is_class else every
    return [
        slot_resource(practitioner, wish.treatment, start, free=start.visit.start in free)
        for start in starts
    ]


async def get_slot(
    conn: Connection,
    catalogue: Catalogue,
    location: Location,
    slot_id: str,
    now: datetime,
    holds: Holds,
) -> Resource:
    """Raises NoSuchIdError and UnknownChoiceError."""
    practitioner_key, treatment_key, starts_at = parse_slot_id(slot_id)
    practitioner = catalogue.practitioners.get(practitioner_key)
    treatment = catalogue.treatments.get(treatment_key)
    if practitioner is None or treatment is None:
        raise NoSuchIdError
    day = local_date(starts_at, location.zone)
    asked = (practitioner.id, treatment.id)
    for resource in await list_slots(conn, catalogue, location, asked, day, now, holds):
        if resource["id"] == slot_id:
            return resource
    raise NoSuchIdError


def practitioners(
    catalogue: Catalogue, location: Location, which: str | None
) -> list[Practitioner]:
    """All who work there, or the one."""
    return [p for p in catalogue.practitioners_at(location) if which in {None, p.id}]


def treatments_of(
    catalogue: Catalogue, location: Location, practitioner: Practitioner
) -> list[Treatment]:
    offered = catalogue.treatments_at(location)
    return [t for t in offered if t.key in practitioner.treatment_keys]


def _start(treatment: Treatment, slot: Slot) -> Start:
    visit = Interval(slot.starts_at, slot.ends_at)
    return Start(visit, treatment.blocked(visit.start), treatment.hands_on(visit.start))
