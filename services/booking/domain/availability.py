"""When a visit may be booked. One rule, asked for each instant: by the list and by the write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.booking.domain.catalogue import Location, Practitioner, Room, Treatment, WeeklyHours
from services.booking.domain.intervals import Interval, Occupied
from services.booking.domain.wall_time import DAY, local_date, opening


class Refusal(StrEnum):
    """Why a time is not offered, although nobody has taken it."""

    NOTICE = "notice"
    HORIZON = "horizon"
    OUTSIDE_HOURS = "outside_hours"
    OFF_GRID = "off_grid"


@dataclass(frozen=True)
class Slot:
    starts_at: datetime
    ends_at: datetime
    practitioner_ids: tuple[str, ...]  # who is free then


@dataclass(frozen=True)
class Wish:
    """What is asked for: a treatment at a location, by one of these, in one of these rooms."""

    treatment: Treatment
    location: Location
    practitioners: Sequence[Practitioner]
    rooms: Sequence[Room]


def windows(hours: Sequence[WeeklyHours], day: date, zone: ZoneInfo) -> list[Interval]:
    """The opening hours that begin on a local day."""
    return [opening(day, h.opens, h.closes, zone) for h in hours if h.weekday == day.isoweekday()]


def refusal(
    treatment: Treatment,
    practitioner: Practitioner,
    location: Location,
    starts_at: datetime,
    now: datetime,
) -> Refusal | None:
    """The rule. A visit ends by closing time; its buffers may lie outside the hours (S-06)."""
    day = local_date(starts_at, location.zone)
    if starts_at - now < timedelta(hours=treatment.notice_hours):
        return Refusal.NOTICE
    if (day - local_date(now, location.zone)).days > treatment.horizon_days:
        return Refusal.HORIZON
    visit = treatment.visit(starts_at)
    around = [w for w in _windows_around(practitioner, location, day) if w.contains(visit)]
    if not around:
        return Refusal.OUTSIDE_HOURS
    grid = timedelta(minutes=treatment.grid_minutes)
    if all((starts_at - window.start) % grid for window in around):
        return Refusal.OFF_GRID
    return None


def _windows_around(
    practitioner: Practitioner, location: Location, day: date
) -> Iterator[Interval]:
    """Hours that may hold a start on `day`: its own, and the evening's before past midnight."""
    here = [h for h in practitioner.hours if h.location_key == location.key]
    yield from windows(here, day - DAY, location.zone)
    yield from windows(here, day, location.zone)


def _starts(wish: Wish, practitioner: Practitioner, day: date) -> Iterator[datetime]:
    """Every grid instant of the local day, in order; whether it is offered is the rule's to say."""
    grid = timedelta(minutes=wish.treatment.grid_minutes)
    seen = set()
    for window in _windows_around(practitioner, wish.location, day):
        at = window.start
        while at < window.end:
            if local_date(at, wish.location.zone) == day and at not in seen:
                seen.add(at)
                yield at
            at += grid


def free_practitioners(
    wish: Wish, occupied: Occupied, starts_at: datetime, now: datetime
) -> list[Practitioner]:
    """Who could give the visit then: the rule says yes, they are free, and so is a room."""
    blocked = wish.treatment.blocked(starts_at)
    if not any(occupied.room_is_free(room.key, blocked) for room in wish.rooms):
        return []
    return [
        p
        for p in wish.practitioners
        if occupied.practitioner_is_free(p.key, blocked)
        and refusal(wish.treatment, p, wish.location, starts_at, now) is None
    ]


def slots_on(wish: Wish, occupied: Occupied, day: date, now: datetime) -> Iterator[Slot]:
    starts = sorted({at for p in wish.practitioners for at in _starts(wish, p, day)})
    for starts_at in starts:
        free = free_practitioners(wish, occupied, starts_at, now)
        if free:
            visit = wish.treatment.visit(starts_at)
            yield Slot(visit.start, visit.end, tuple(p.id for p in free))


def has_slot(wish: Wish, occupied: Occupied, day: date, now: datetime) -> bool:
    return next(slots_on(wish, occupied, day, now), None) is not None


def nearest(slots: Sequence[Slot], wanted: datetime, count: int) -> list[Slot]:
    """The `count` slots closest to the time that was wanted, in order of time."""
    closest = sorted(slots, key=lambda slot: abs(slot.starts_at - wanted))[:count]
    return sorted(closest, key=lambda slot: slot.starts_at)
