"""When a visit may be booked. One rule, asked for each instant: by the list and by the write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.booking.domain.catalogue import Location, Practitioner, Treatment
from services.booking.domain.hours import ExtraHours, WeeklyHours
from services.booking.domain.intervals import Interval
from services.booking.domain.public_holidays import is_closed
from services.booking.domain.wall_time import DAY, local_date, opening, whole_day


class Refusal(StrEnum):
    """Why a time is not offered, although nobody has taken it."""

    NOTICE = "notice"
    HORIZON = "horizon"
    OUTSIDE_HOURS = "outside_hours"
    OFF_GRID = "off_grid"


@dataclass(frozen=True)
class Start:
    """A visit that the hours allow, and what it takes."""

    visit: Interval
    blocked: Interval
    hands_on: tuple[Interval, ...]


def opening_hours(practitioner: Practitioner, location: Location, day: date) -> list[Interval]:
    """Hours that may hold a start on the local `day`: its own, and the evening's before that go
    past midnight; without time off and closures. What lies before such a gap and what lies after
    are hours of their own, each with its own grid.
    """
    off = (*practitioner.away, *location.closed)
    return [
        piece for hours in hours_of(practitioner, location, day) for piece in hours.without(off)
    ]


def hours_of(practitioner: Practitioner, location: Location, day: date) -> list[Interval]:
    """As `opening_hours`, whoever is away and whatever is closed."""
    return [
        opening(on, hours.opens, hours.closes, location.zone)
        for on in (day - DAY, day)
        if not is_closed(location.holiday_calendar, location.closed_holidays, on)
        for hours in _hours_on(practitioner, location, on)
    ]


def _hours_on(
    practitioner: Practitioner, location: Location, on: date
) -> Iterator[WeeklyHours | ExtraHours]:
    for weekly in practitioner.hours:
        if weekly.location_key == location.key and weekly.weekday == on.isoweekday():
            yield weekly
    for extra in practitioner.extra_hours:
        if extra.location_key == location.key and extra.held_on == on:
            yield extra


def refusal(
    treatment: Treatment,
    hours: Sequence[Interval],
    zone: ZoneInfo,
    starts_at: datetime,
    now: datetime,
) -> Refusal | None:
    """The rule, given the practitioner's opening hours around that day. A visit ends by closing
    time; its buffers may lie outside the hours (S-06).
    """
    if starts_at - now < treatment.notice:
        return Refusal.NOTICE
    if (local_date(starts_at, zone) - local_date(now, zone)).days > treatment.horizon_days:
        return Refusal.HORIZON
    return _hours_refuse(treatment, hours, starts_at)


def _hours_refuse(
    treatment: Treatment, hours: Sequence[Interval], starts_at: datetime
) -> Refusal | None:
    visit = treatment.visit(starts_at)
    around = [window for window in hours if window.contains(visit)]
    if not around:
        return Refusal.OUTSIDE_HOURS
    grid = timedelta(minutes=treatment.grid_minutes)
    if all((starts_at - window.start) % grid for window in around):
        return Refusal.OFF_GRID
    return None


# The catalogue's objects stand for themselves, so what a newer one says is never mixed up with it.
@lru_cache(maxsize=4096)
def starts_of(
    practitioner: Practitioner, treatment: Treatment, location: Location, day: date
) -> tuple[Start, ...]:
    """Those of the local day that the hours allow, in order; notice and horizon are not asked."""
    hours = opening_hours(practitioner, location, day)
    return tuple(
        Start(treatment.visit(at), treatment.blocked(at), treatment.hands_on(at))
        for at in _grid(treatment, hours, whole_day(day, location.zone))
        if _hours_refuse(treatment, hours, at) is None
    )


def _grid(treatment: Treatment, hours: Sequence[Interval], midnights: Interval) -> list[datetime]:
    """Every grid instant of the local day, in order."""
    grid = timedelta(minutes=treatment.grid_minutes)
    starts = set()
    for window in hours:
        at = window.start
        while at < min(window.end, midnights.end):
            if at >= midnights.start:
                starts.add(at)
            at += grid
    return sorted(starts)
