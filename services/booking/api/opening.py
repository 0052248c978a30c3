"""/staff/v1: when practitioners work, to compare with what was booked."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.booking.api.counter import Counter, Open
from services.booking.api.models import Day
from services.booking.domain.opening import opening_hours
from services.booking.domain.wall_time import local_date
from shared.auth import Staff
from shared.http import Problem

MOST_DAYS = 370


class OpeningOut(BaseModel):
    practitioner: str
    starts_at: datetime
    ends_at: datetime


def router(counter: Counter, reading: Callable[..., Staff]) -> APIRouter:
    api = APIRouter(tags=["opening hours"])

    @api.get("/opening-hours", dependencies=[Depends(reading)])
    async def list_opening_hours(first: Day, last: Day) -> list[OpeningOut]:
        """Of all practitioners, without time off and closures; by the day on which they begin."""
        if not 0 <= (last - first).days < MOST_DAYS:
            raise Problem(422, "range", f"Ask for at most {MOST_DAYS} days")
        async with counter.open() as at:
            days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
            return [opening for day in days for opening in _of_day(at, day)]

    return api


def _of_day(at: Open, day: date) -> list[OpeningOut]:
    zone = at.location.zone
    return [
        OpeningOut(
            practitioner=who.id,
            starts_at=hours.start.astimezone(zone),
            ends_at=hours.end.astimezone(zone),
        )
        for who in at.catalogue.practitioners_at(at.location)
        for hours in opening_hours(who, at.location, day)
        if local_date(hours.start, zone) == day
    ]
