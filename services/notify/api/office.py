"""/staff/v1/office-hours: when staff read what patients write."""

from datetime import date, time
from itertools import pairwise

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, model_validator

from services.notify.api.staff import Body, Desk
from services.notify.store import office
from shared.auth import Role
from shared.http.access import EVERYONE


class OpenBody(Body):
    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    opens: time
    closes: time

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> "OpenBody":
        if self.opens >= self.closes:
            raise ValueError("the office opens before it closes")
        return self


class ClosedBody(Body):
    on: date
    why: str = Field(min_length=1, max_length=100)


class OfficeBody(Body):
    """Wall-clock times at the clinic. A day may have several openings."""

    hours: list[OpenBody] = Field(max_length=28)
    closed: list[ClosedBody] = Field(default_factory=list, max_length=366)

    @model_validator(mode="after")
    def openings_do_not_overlap(self) -> "OfficeBody":
        ordered = sorted(self.hours, key=lambda o: (o.weekday, o.opens))
        for one, after in pairwise(ordered):
            if one.weekday == after.weekday and after.opens < one.closes:
                raise ValueError("two openings of a day overlap")
        return self


class OfficeOut(BaseModel):
    hours: list[OpenBody]
    closed: list[ClosedBody]


def office_router(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/office-hours", tags=["office hours"])

    @router.get("", dependencies=[Depends(desk.access.allow(EVERYONE))])
    async def get_hours() -> OfficeOut:
        async with desk.db.transaction() as conn:
            week = await office.list_week(conn)
            closed = await office.list_closed_days(conn)
        return OfficeOut(
            hours=[OpenBody(weekday=d, opens=o, closes=c) for d, (o, c) in week],
            closed=[ClosedBody(on=day, why=why) for day, why in closed.items()],
        )

    @router.put(
        "", status_code=204, dependencies=[Depends(desk.access.allow(frozenset({Role.OWNER})))]
    )
    async def save_hours(body: OfficeBody) -> None:
        async with desk.db.transaction() as conn:
            await office.replace(
                conn,
                [(o.weekday, (o.opens, o.closes)) for o in body.hours],
                {c.on: c.why for c in body.closed},
            )

    return router
