"""Office hours, and who is told of cases, in turn."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field, field_validator, model_validator

from services.followup.domain.duty import Duty, OfficeHours, Part
from services.followup.store import duties
from shared.auth import Role, Staff
from shared.clock import Clock
from shared.db import Database
from shared.http import Problem
from shared.http.access import EVERYONE, Access

OWNER = frozenset({Role.OWNER})
MOST_DAYS = 42


class HoursBody(BaseModel):
    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "HoursBody":
        if self.opens >= self.closes:
            raise ValueError("the office opens before it closes")
        return self


class WeekdayBody(BaseModel):
    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    part: Part
    staff: list[str]


class DateBody(BaseModel):
    on: date
    part: Part
    staff: list[str]


class DutyBody(BaseModel):
    """Rotas are ids of staff, in the order in which they are told. `in_hours` and `on_call` hold
    where neither `weekdays` nor `dates` say otherwise. `based_on`: the version that was changed.
    """

    time_zone: str
    hours: list[HoursBody]
    in_hours: list[str]
    on_call: list[str]
    weekdays: list[WeekdayBody] = []
    dates: list[DateBody] = []
    based_on: int | None = None

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("not an IANA time zone")
        return name


class DutyOut(DutyBody):
    """`version` counts the savings."""

    version: int


class DayOut(BaseModel):
    """`changed`: the parts for which this very date has a rota of its own."""

    on: date
    open: list[HoursBody]
    in_hours: list[str]
    on_call: list[str]
    changed: list[Part]


def duty_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(prefix="/duty", tags=["duty"])

    @router.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def get_duty() -> DutyOut:
        async with db.transaction() as conn:
            known, version = await duties.get(conn), await duties.count(conn)
        return DutyOut(**_body(known).model_dump(), version=version)

    @router.get("/days", dependencies=[Depends(access.allow(EVERYONE))])
    async def list_days(
        first: date, days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 7
    ) -> list[DayOut]:
        """Who is told on each of these days: the first of each rota first."""
        async with db.transaction() as conn:
            known = await duties.get(conn)
        return [_day(known, first + timedelta(days=n)) for n in range(days)]

    @router.put("")
    async def save_duty(
        body: DutyBody, staff: Annotated[Staff, Depends(access.allow(OWNER))]
    ) -> DutyBody:
        async with db.transaction() as conn:
            await duties.lock(conn)
            if body.based_on not in {None, await duties.count(conn)}:
                raise Problem(409, "changed_meanwhile", "Somebody else has changed the rota since")
            await duties.add(conn, _duty(body), staff.id, clock.now())
        return body

    return router


def _body(duty: Duty) -> DutyBody:
    return DutyBody(
        time_zone=duty.zone.key,
        hours=_hours(duty.hours),
        in_hours=list(duty.in_hours),
        on_call=list(duty.on_call),
        weekdays=[
            WeekdayBody(weekday=day, part=part, staff=list(rota))
            for (day, part), rota in sorted(duty.by_weekday.items())
        ],
        dates=[
            DateBody(on=on, part=part, staff=list(rota))
            for (on, part), rota in sorted(duty.by_date.items())
        ],
    )


def _day(duty: Duty, on: date) -> DayOut:
    return DayOut(
        on=on,
        open=_hours(duty.opening_hours(on)),
        in_hours=list(duty.rota_of(on, Part.IN_HOURS)),
        on_call=list(duty.rota_of(on, Part.ON_CALL)),
        changed=[part for part in Part if (on, part) in duty.by_date],
    )


def _hours(hours: Sequence[OfficeHours]) -> list[HoursBody]:
    return [HoursBody(weekday=d.weekday, opens=d.opens, closes=d.closes) for d in hours]


def _duty(body: DutyBody) -> Duty:
    return Duty(
        ZoneInfo(body.time_zone),
        tuple(OfficeHours(d.weekday, d.opens, d.closes) for d in body.hours),
        tuple(body.in_hours),
        tuple(body.on_call),
        {(day.weekday, day.part): tuple(day.staff) for day in body.weekdays},
        {(day.on, day.part): tuple(day.staff) for day in body.dates},
    )
