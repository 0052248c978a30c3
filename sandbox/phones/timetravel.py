"""Showing and moving the sandbox's one clock."""

from datetime import datetime, time, timedelta
from typing import Protocol, Self, runtime_checkable
from zoneinfo import ZoneInfo

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field, model_validator

from sandbox.phones import changes
from sandbox.phones.parts import Phones
from sandbox.phones.simulator import Simulator

router = APIRouter(prefix="/api/clock")

_TEN_YEARS = 10 * 366 * 86400


@runtime_checkable
class MovableClock(Protocol):
    def now(self) -> datetime: ...

    def advance(self, by: timedelta) -> None: ...


class Advance(BaseModel):
    """By so many seconds, or to the next time the clinic's wall clock shows `until`."""

    seconds: float | None = Field(default=None, ge=0, le=_TEN_YEARS)
    until: time | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.seconds is None) == (self.until is None):
            raise ValueError("give either seconds or until")
        return self


class ShownClock(BaseModel):
    now: datetime
    local: datetime
    zone: str
    movable: bool


@router.get("")
async def show_clock(phones: Phones) -> ShownClock:
    return shown_clock(phones)


@router.post("/advance")
async def advance_clock(move: Advance, phones: Phones) -> ShownClock:
    clock = phones.clock
    if not isinstance(clock, MovableClock):
        raise HTTPException(409, "this clock is the real one and cannot be moved")
    if move.until is not None:
        clock.advance(until_next(clock.now(), move.until, phones.settings.zone))
    else:
        clock.advance(timedelta(seconds=move.seconds or 0))
    with phones.storage.transaction() as conn:
        changes.announce_clock(conn)
    return shown_clock(phones)


def shown_clock(phones: Simulator) -> ShownClock:
    now = phones.clock.now()
    zone = phones.settings.zone
    return ShownClock(
        now=now,
        local=now.astimezone(zone),
        zone=zone.key,
        movable=isinstance(phones.clock, MovableClock),
    )


def until_next(now: datetime, wall: time, zone: ZoneInfo) -> timedelta:
    """From `now` to the next instant at which the clock on the wall in `zone` shows `wall`."""
    today = now.astimezone(zone).date()
    candidates = [datetime.combine(today + timedelta(days=day), wall, zone) for day in (0, 1)]
    # Subtract instants: two times in one zone would subtract as wall times, wrong across a change.
    return next(at.astimezone(now.tzinfo) - now for at in candidates if at > now)
