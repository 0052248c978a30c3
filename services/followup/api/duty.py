"""Office hours, and who is told of cases, in turn."""

from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, field_validator, model_validator

from services.followup.domain.duty import Duty, OfficeHours
from services.followup.store import duties
from shared.auth import Role, Staff
from shared.clock import Clock
from shared.db import Database
from shared.http.access import EVERYONE, Access

OWNER = frozenset({Role.OWNER})


class HoursBody(BaseModel):
    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "HoursBody":
        if self.opens >= self.closes:
            raise ValueError("the office opens before it closes")
        return self


class DutyBody(BaseModel):
    """`in_hours` and `on_call` are ids of staff, in the order in which they are told."""

    time_zone: str
    hours: list[HoursBody]
    in_hours: list[str]
    on_call: list[str]

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("not an IANA time zone")
        return name


def duty_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(prefix="/duty", tags=["duty"])

    @router.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def get_duty() -> DutyBody:
        async with db.transaction() as conn:
            return _body(await duties.get(conn))

    @router.put("")
    async def save_duty(
        body: DutyBody, staff: Annotated[Staff, Depends(access.allow(OWNER))]
    ) -> DutyBody:
        async with db.transaction() as conn:
            await duties.add(conn, _duty(body), staff.id, clock.now())
        return body

    return router


def _body(duty: Duty) -> DutyBody:
    return DutyBody(
        time_zone=duty.zone.key,
        hours=[HoursBody(weekday=d.weekday, opens=d.opens, closes=d.closes) for d in duty.hours],
        in_hours=list(duty.in_hours),
        on_call=list(duty.on_call),
    )


def _duty(body: DutyBody) -> Duty:
    return Duty(
        ZoneInfo(body.time_zone),
        tuple(OfficeHours(d.weekday, d.opens, d.closes) for d in body.hours),
        tuple(body.in_hours),
        tuple(body.on_call),
    )
