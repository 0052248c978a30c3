"""/staff/v1/classes: when classes are held, who comes, and how many seats are left."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.booking.api.counter import Counter, Open
from services.booking.api.models import Day
from services.booking.domain.intervals import Interval
from services.booking.domain.timetable import Timetable
from services.booking.domain.wall_time import whole_day
from services.booking.handlers.facts import named
from services.booking.store import appointments
from services.booking.store.appointments import ListedVisit
from shared.auth import Staff
from shared.events.appointments import Named, VisitStatus
from shared.http import Problem

MOST_DAYS = 42
# Treatment and teacher, and when it is.
Class = tuple[int, int, Interval]


class ComingOut(BaseModel):
    appointment_id: str
    patient_id: str
    patient_name: str
    status: VisitStatus


class ClassOut(BaseModel):
    """`starts_at` and `ends_at` carry the clinic's offset."""

    treatment: Named
    practitioner: Named
    starts_at: datetime
    ends_at: datetime
    held: bool = Field(description="false: it no longer is, and whoever comes must be told")
    seats: int
    seats_left: int
    coming: list[ComingOut] = Field(description="without those who cancelled, by name")


def router(counter: Counter, reading: Callable[..., Staff]) -> APIRouter:
    api = APIRouter(tags=["classes"])

    @api.get("/classes", dependencies=[Depends(reading)])
    async def list_classes(first: Day, last: Day) -> list[ClassOut]:
        """Of the days from `first` to `last` (at most 42), in order of time."""
        if not 0 <= (last - first).days < MOST_DAYS:
            raise Problem(422, "range", f"Ask for at most {MOST_DAYS} days")
        async with counter.look() as at:
            coming = await _coming(at, first, last)
            held = _held(at, first, last)
            found = sorted({*held, *coming}, key=lambda found: (found[2].start, *found[:2]))
            return [_out(at, one, coming[one], held=one in held) for one in found]

    return api


def _held(at: Open, first: date, last: date) -> set[Class]:
    timetable = Timetable.of(at.catalogue)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        (session.treatment.key, session.practitioner_key, session.during)
        for day in days
        for session in timetable.on(day)
        if session.location_key == at.location.key
    }


async def _coming(at: Open, first: date, last: date) -> defaultdict[Class, list[ListedVisit]]:
    zone = at.location.zone
    during = Interval(whole_day(first, zone).start, whole_day(last, zone).end)
    coming: defaultdict[Class, list[ListedVisit]] = defaultdict(list)
    for listed in await appointments.list_day(at.conn, at.location.key, during):
        visit = listed.appointment
        is_class = at.catalogue.treatments[visit.treatment_key].seats is not None
        if is_class and not visit.status.cancelled:
            when = Interval(visit.starts_at, visit.ends_at)
            coming[visit.treatment_key, visit.practitioner_key, when].append(listed)
    return coming


def _out(at: Open, one: Class, coming: list[ListedVisit], *, held: bool) -> ClassOut:
    treatment_key, practitioner_key, during = one
    treatment, zone = at.catalogue.treatments[treatment_key], at.location.zone
    seats = treatment.seats or 0
    return ClassOut(
        treatment=named(treatment),
        practitioner=named(at.catalogue.practitioners[practitioner_key]),
        starts_at=during.start.astimezone(zone),
        ends_at=during.end.astimezone(zone),
        held=held,
        seats=seats,
        seats_left=max(0, seats - len(coming)) if held else 0,
        coming=[
            ComingOut(
                appointment_id=listed.appointment.id,
                patient_id=listed.appointment.patient_id,
                patient_name=listed.patient_name,
                status=listed.appointment.status,
            )
            for listed in sorted(coming, key=lambda listed: listed.patient_name.casefold())
        ],
    )
