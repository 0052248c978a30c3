"""/staff/v1: the calendar that a practitioner keeps elsewhere."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.booking.api.counter import Counter
from services.booking.api.problems import as_problems
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.handlers import outside_calendars
from services.booking.store.outside_calendars import Known
from shared.auth import Staff
from shared.http import Problem

PATH = "/practitioners/{practitioner_id}/outside-calendar"


class OutsideCalendarBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: Annotated[
        str, StringConstraints(max_length=2000, pattern=r"^(https?|webcal)://[^\s\x00]+$")
    ] = Field(
        description="of an iCalendar file; a secret of theirs",
        examples=["https://calendar.example/lin/basic.ics"],
    )


class OutsideCalendarOut(BaseModel):
    """`error` is why it could not be read the last time; what was read before still counts."""

    host: str = Field(description="of the address, which is not shown again")
    added_at: datetime
    tried_at: datetime | None
    read_at: datetime | None
    error: str | None = Field(examples=[None, "unreachable", "status_404", "unreadable"])
    busy: int = Field(description="stretches of time that are not offered")

    @classmethod
    def of(cls, known: Known) -> "OutsideCalendarOut":
        return cls(
            host=urlsplit(known.url).hostname or "",
            added_at=known.added_at,
            tried_at=known.tried_at,
            read_at=known.read_at,
            error=known.error,
            busy=known.busy,
        )


def router(
    counter: Counter, reading: Callable[..., Staff], changing: Callable[..., Staff]
) -> APIRouter:
    api = APIRouter(tags=["outside calendars"])
    _add_looking(api, counter, reading)
    _add_changing(api, counter, changing)
    return api


def _add_looking(api: APIRouter, counter: Counter, reading: Callable[..., Staff]) -> None:
    @api.get(PATH, dependencies=[Depends(reading)], responses={**UNKNOWN, **REFUSALS})
    async def get_outside_calendar(practitioner_id: str) -> OutsideCalendarOut:
        with as_problems():
            async with counter.open() as at:
                known = await outside_calendars.find(at.conn, at.catalogue, practitioner_id)
        if known is None:
            raise _none()
        return OutsideCalendarOut.of(known)


def _add_changing(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.put(PATH, status_code=204, responses=REFUSALS)
    async def save_outside_calendar(
        practitioner_id: str, body: OutsideCalendarBody, staff: Annotated[Staff, Depends(changing)]
    ) -> None:
        """In place of the one before. It is read soon after, and then every quarter of an hour."""
        url = body.url.replace("webcal://", "https://", 1)
        with as_problems():
            async with counter.open() as at:
                await outside_calendars.save(
                    at.conn, at.catalogue, practitioner_id, url, f"staff:{staff.id}", at.now
                )

    @api.delete(
        PATH,
        status_code=204,
        dependencies=[Depends(changing)],
        responses={**UNKNOWN, **REFUSALS},
    )
    async def remove_outside_calendar(practitioner_id: str) -> None:
        """What it said no longer counts."""
        with as_problems():
            async with counter.open() as at:
                removed = await outside_calendars.remove(at.conn, at.catalogue, practitioner_id)
        if not removed:
            raise _none()


def _none() -> Problem:
    return Problem(404, "not_found", "No outside calendar is followed for this practitioner")
