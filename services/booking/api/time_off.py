"""/staff/v1: time off and closures, and the visits they leave uncovered."""

from collections.abc import Callable
from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, model_validator

from services.booking.api.counter import Counter, Open
from services.booking.api.models import Instant, Reason
from services.booking.api.problems import as_problems
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.api.staff_models import ChangedVisit, ListedVisit
from services.booking.domain.catalogue import UnknownChoiceError
from services.booking.domain.intervals import Interval
from services.booking.handlers import time_off
from services.booking.handlers.facts import visit_of
from services.booking.handlers.visits import Change
from services.booking.store import time_off as time_off_store
from services.booking.store.time_off import TimeOff
from shared.auth import Staff
from shared.ids import new_id


class TimeOffBody(BaseModel):
    """Of one practitioner; with none, the whole location is closed."""

    model_config = ConfigDict(extra="forbid")

    practitioner: str | None = None
    starts_at: Instant
    ends_at: Instant
    reason: Reason | None = None

    @model_validator(mode="after")
    def ends_after_it_starts(self) -> "TimeOffBody":
        if self.ends_at <= self.starts_at:
            raise ValueError("ends_at must be after starts_at")
        return self


class TimeOffOut(BaseModel):
    id: UUID
    practitioner: str | None
    starts_at: Instant
    ends_at: Instant
    reason: str | None


class SavedTimeOff(BaseModel):
    time_off: TimeOffOut
    uncovered: list[ListedVisit]


class OfferBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int


class KeepBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int
    reason: Reason


class Offered(BaseModel):
    request_id: str


def router(
    counter: Counter, reading: Callable[..., Staff], changing: Callable[..., Staff]
) -> APIRouter:
    api = APIRouter(tags=["time off"])
    _add_looking(api, counter, reading)
    _add_changing(api, counter, changing)
    _add_deciding(api, counter, changing)
    return api


def _add_looking(api: APIRouter, counter: Counter, reading: Callable[..., Staff]) -> None:
    @api.get("/time-off", dependencies=[Depends(reading)])
    async def list_time_off(starts_at: Instant, ends_at: Instant) -> list[TimeOffOut]:
        async with counter.open() as at:
            found = await time_off_store.list_during(at.conn, Interval(starts_at, ends_at))
            return [_out(at, off) for off in found]

    @api.get("/time-off/uncovers", responses=REFUSALS)
    async def look_ahead(
        asked: Annotated[TimeOffBody, Query()], staff: Annotated[Staff, Depends(reading)]
    ) -> list[ListedVisit]:
        """Which visits such time off would leave uncovered; nothing is saved."""
        with as_problems():
            async with counter.look() as at:
                off = _time_off(at, asked, f"staff:{staff.id}")
                found = await time_off.list_would_uncover(at.conn, at.desk, off)
                return [ListedVisit.of(entry, at.catalogue, counter.links) for entry in found]

    @api.get("/uncovered", dependencies=[Depends(reading)])
    async def list_uncovered() -> list[ListedVisit]:
        """Visits to come that cannot be kept as they are."""
        async with counter.open() as at:
            found = await time_off.list_uncovered(at.conn, at.now)
            return [ListedVisit.of(entry, at.catalogue, counter.links) for entry in found]


def _add_changing(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.post("/time-off", status_code=201, responses=REFUSALS)
    async def save(body: TimeOffBody, staff: Annotated[Staff, Depends(changing)]) -> SavedTimeOff:
        """Saved over booked visits too. They stay, nobody is told, and all that are uncovered now
        are listed.
        """
        with as_problems():
            async with counter.open() as at:
                off = _time_off(at, body, f"staff:{staff.id}")
                uncovered = await time_off.save(at.conn, off)
                return SavedTimeOff(
                    time_off=_out(at, off),
                    uncovered=[
                        ListedVisit.of(entry, at.catalogue, counter.links) for entry in uncovered
                    ],
                )

    @api.delete("/time-off/{time_off_id}", status_code=204, responses=UNKNOWN)
    async def remove(time_off_id: UUID, staff: Annotated[Staff, Depends(changing)]) -> None:
        with as_problems():
            async with counter.open() as at:
                await time_off.remove(at.conn, time_off_id, f"staff:{staff.id}", at.now)


def _add_deciding(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.post(
        "/appointments/{appointment_id}/offer-new-times",
        status_code=202,
        responses={**UNKNOWN, **REFUSALS},
    )
    async def offer(
        appointment_id: UUID, body: OfferBody, staff: Annotated[Staff, Depends(changing)]
    ) -> Offered:
        """Text the patient their link, to choose another time. Asked twice, it is one text."""
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now, version=body.version)
                request = await time_off.offer_new_times(
                    at.conn, at.desk, str(appointment_id), change
                )
                return Offered(request_id=request.request_id)

    @api.post("/appointments/{appointment_id}/keep", responses={**UNKNOWN, **REFUSALS})
    async def keep(
        appointment_id: UUID, body: KeepBody, staff: Annotated[Staff, Depends(changing)]
    ) -> ChangedVisit:
        """An uncovered visit takes place all the same; it is no longer listed, until something else
        is in its way. Nobody is told.
        """
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now, body.reason, version=body.version)
                kept = await time_off.keep(at.conn, at.desk, str(appointment_id), change)
                return ChangedVisit(
                    patient_id=kept.patient_id, visit=visit_of(kept, at.catalogue, counter.links)
                )


def _time_off(at: Open, body: TimeOffBody, actor: str) -> TimeOff:
    keys = {p.id: p.key for p in at.catalogue.practitioners.values()}
    if body.practitioner is not None and body.practitioner not in keys:
        raise UnknownChoiceError("practitioner")
    return TimeOff(
        id=new_id(),
        practitioner_key=keys[body.practitioner] if body.practitioner else None,
        location_key=None if body.practitioner else at.location.key,
        starts_at=body.starts_at.astimezone(UTC),
        ends_at=body.ends_at.astimezone(UTC),
        time_zone=at.location.zone.key,
        reason=body.reason,
        created_by=actor,
        created_at=at.now,
    )


def _out(at: Open, off: TimeOff) -> TimeOffOut:
    key = off.practitioner_key
    return TimeOffOut(
        id=off.id,
        practitioner=at.catalogue.practitioners[key].id if key else None,
        starts_at=off.starts_at.astimezone(at.location.zone),
        ends_at=off.ends_at.astimezone(at.location.zone),
        reason=off.reason,
    )
