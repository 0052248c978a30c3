"""/staff/v1: weekly series."""

from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.booking.api.counter import TRIES, Counter, Open
from services.booking.api.models import ANY, Instant, Reason, SlotOut, chosen
from services.booking.api.problems import as_problems, slot_out
from services.booking.api.public import REFUSALS, UNKNOWN, Key
from services.booking.api.staff_models import ChangedVisit
from services.booking.domain.appointment import Appointment
from services.booking.domain.booking import LostRaceError, StaleCatalogueError
from services.booking.domain.series import Scope, times
from services.booking.handlers import series, series_changes, slots
from services.booking.handlers.facts import visit_of
from services.booking.handlers.moving import Move
from services.booking.handlers.series import Plan, SeriesClashError
from services.booking.handlers.series_changes import Meant
from services.booking.handlers.visits import Change
from services.booking.store.series import Series
from shared.auth import Staff
from shared.http import Problem

# A year of weekly visits.
MOST_VISITS = 52
EveryWeeks = Annotated[int, Field(ge=1, le=12)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Wanted(_Body):
    patient_id: UUID
    treatment: str = Field(examples=["acupuncture"])
    practitioner: str = Field(ANY, examples=["any", "chianni-lin"])
    every_weeks: EveryWeeks = 1

    def plan(self, at: list[Instant], key: str | None = None) -> Plan:
        return Plan(
            str(self.patient_id),
            self.treatment,
            chosen(self.practitioner),
            self.every_weeks,
            tuple(one.astimezone(UTC) for one in at),
            key,
        )


class CheckBody(_Wanted):
    first_at: Instant
    count: Annotated[int, Field(ge=2, le=MOST_VISITS)]


class SeriesBody(_Wanted):
    times: Annotated[list[Instant], Field(min_length=2, max_length=MOST_VISITS)]


class ScopeBody(_Body):
    appointment_id: UUID
    scope: Scope
    reason: Reason | None = None
    tell_patient: bool = True

    def meant(self) -> Meant:
        return Meant(str(self.appointment_id), self.scope)

    def change(self, staff: Staff, at: Open) -> Change:
        return Change(f"staff:{staff.id}", at.now, self.reason, tell_patient=self.tell_patient)


class MoveSeriesBody(ScopeBody):
    starts_at: Instant = Field(description="of the visit named; the others follow")
    practitioner: str | None = None


class LookedOut(BaseModel):
    starts_at: Instant
    free: bool
    code: str | None
    nearest: list[SlotOut]


class CheckedOut(BaseModel):
    practitioner: str = Field(description="with whom most of the times are free")
    visits: list[LookedOut]


class SeriesOut(BaseModel):
    id: str
    version: int
    patient_id: str
    treatment: str
    every_weeks: int
    visits: list[ChangedVisit]

    @classmethod
    def of(cls, found: Series, visits: list[Appointment], at: Open) -> Self:
        return cls(
            id=found.id,
            version=found.version,
            patient_id=found.patient_id,
            treatment=at.catalogue.treatments[found.treatment_key].id,
            every_weeks=found.every_weeks,
            visits=[
                ChangedVisit(
                    patient_id=visit.patient_id, visit=visit_of(visit, at.catalogue, at.desk.links)
                )
                for visit in visits
            ],
        )


def router(
    counter: Counter, reading: Callable[..., Staff], changing: Callable[..., Staff]
) -> APIRouter:
    api = APIRouter(prefix="/series", tags=["series"])
    _add_booking(api, counter, reading, changing)
    _add_changing(api, counter, changing)
    return api


def _add_booking(
    api: APIRouter,
    counter: Counter,
    reading: Callable[..., Staff],
    changing: Callable[..., Staff],
) -> None:
    @api.post("/check", dependencies=[Depends(reading)], responses=REFUSALS)
    async def check(body: CheckBody) -> CheckedOut:
        """Every time of a series, with the nearest free ones where one is taken. Saves nothing."""
        with as_problems():
            async with counter.open() as at:
                zone = at.location.zone
                wanted = times(body.first_at.astimezone(UTC), body.every_weeks, body.count, zone)
                checked = await series.check(
                    at.conn, at.desk, at.location, body.plan(wanted), counter.holds, at.now
                )
                return CheckedOut(
                    practitioner=checked.practitioner_id,
                    visits=[
                        LookedOut(
                            starts_at=looked.starts_at.astimezone(zone),
                            free=looked.reason is None,
                            code=looked.reason,
                            nearest=[slot_out(slot, zone) for slot in looked.nearest],
                        )
                        for looked in checked.times
                    ],
                )

    @api.post("", status_code=201, responses={**UNKNOWN, **REFUSALS})
    async def save(
        body: SeriesBody, staff: Annotated[Staff, Depends(changing)], idempotency_key: Key = None
    ) -> SeriesOut:
        """All visits or none: 409 `series_clash` names what cannot be had, with the nearest free
        times. One text tells the patient of all.
        """
        plan = body.plan(body.times, idempotency_key)

        async def saved(at: Open) -> Series:
            actor = f"staff:{staff.id}"
            return await series.save(at.conn, at.desk, at.location, plan, actor, at.now)

        return await _all_or_none(counter, plan, saved)

    @api.get("/{series_id}", dependencies=[Depends(reading)], responses=UNKNOWN)
    async def get(series_id: UUID) -> SeriesOut:
        with as_problems():
            async with counter.open() as at:
                found, visits = await series.get(at.conn, str(series_id))
                return SeriesOut.of(found, visits, at)


def _add_changing(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.post("/{series_id}/move", responses={**UNKNOWN, **REFUSALS})
    async def move(
        series_id: UUID, body: MoveSeriesBody, staff: Annotated[Staff, Depends(changing)]
    ) -> SeriesOut:
        """Every visit in the scope goes as many days on, to the same time of day; all or none."""
        wanted = Move(body.starts_at.astimezone(UTC), body.practitioner)
        with as_problems():
            async with counter.open() as at:
                found, visits = await series.get(at.conn, str(series_id))
                plan = _plan_of(found, visits, body.practitioner, at)

        async def moved(at: Open) -> Series:
            return await series_changes.move(
                at.conn, at.desk, str(series_id), body.meant(), wanted, body.change(staff, at)
            )

        return await _all_or_none(counter, plan, moved)

    @api.post("/{series_id}/cancel", responses={**UNKNOWN, **REFUSALS})
    async def cancel(
        series_id: UUID, body: ScopeBody, staff: Annotated[Staff, Depends(changing)]
    ) -> SeriesOut:
        """What is past stays as it is."""
        with as_problems():
            async with counter.open() as at:
                await series_changes.cancel(
                    at.conn, at.desk, str(series_id), body.meant(), body.change(staff, at)
                )
                found, visits = await series.get(at.conn, str(series_id))
                return SeriesOut.of(found, visits, at)


async def _all_or_none(
    counter: Counter, plan: Plan, change: Callable[[Open], Awaitable[Series]]
) -> SeriesOut:
    """Tried again when another booking was quicker: what is taken then is a clash."""
    with as_problems():
        for _ in range(TRIES):
            try:
                async with counter.open() as at:
                    changed = await change(at)
                    found, visits = await series.get(at.conn, changed.id)
                    return SeriesOut.of(found, visits, at)
            except (LostRaceError, StaleCatalogueError):
                continue
            except SeriesClashError as error:
                raise await _clash_problem(counter, plan, error) from None
    raise Problem(409, "slot_taken", "Others are booking these times; try again")


async def _clash_problem(counter: Counter, plan: Plan, error: SeriesClashError) -> Problem:
    async with counter.open() as at:
        wish = slots.wish_for(at.catalogue, at.location, plan.treatment_id, plan.practitioner_id)
        question = slots.Question(wish, at.now, counter.holds)
        zone = at.location.zone
        clashes = []
        for clash in error.clashes:
            nearest = await series.list_nearest(at.conn, question, clash.starts_at)
            clashes.append(
                {
                    "starts_at": clash.starts_at.astimezone(zone).isoformat(),
                    "code": clash.reason,
                    "nearest": [slot_out(slot, zone).model_dump(mode="json") for slot in nearest],
                }
            )
    return Problem(409, "series_clash", "Nothing was saved: some times are taken", clashes=clashes)


def _plan_of(found: Series, visits: list[Appointment], practitioner: str | None, at: Open) -> Plan:
    """What is moved, to look for free times with."""
    present = at.catalogue.practitioners[visits[0].practitioner_key].id
    treatment = at.catalogue.treatments[found.treatment_key].id
    who = practitioner or present
    return Plan(found.patient_id, treatment, chosen(who), found.every_weeks, ())
