"""Small practices for the rules' tests."""

from datetime import UTC, datetime, time

from services.booking.domain.availability import Wish
from services.booking.domain.catalogue import Equipment, Location, Practitioner, Room, Treatment
from services.booking.domain.hours import WeeklyHours
from services.booking.domain.intervals import Block, Interval

LONG_AGO = datetime(2027, 1, 1, tzinfo=UTC)


def treatment(
    *,
    minutes: int = 60,
    after: int = 0,
    grid: int = 60,
    notice: int = 0,
    horizon: int = 400,
    electro: bool = False,
    rest: tuple[int, int] | None = None,
    equipment: str | None = None,
) -> Treatment:
    return Treatment(
        key=1,
        id="acupuncture",
        practice_key=1,
        name="Acupuncture",
        summary="",
        minutes=minutes,
        buffer_before_minutes=0,
        buffer_after_minutes=after,
        grid_minutes=grid,
        notice_hours=notice,
        horizon_days=horizon,
        needling=True,
        electro=electro,
        reminder_plan="standard",
        checkin_plan="standard",
        room_kind="treatment",
        retired=False,
        rest_from_minute=rest[0] if rest else None,
        rest_minutes=rest[1] if rest else None,
        equipment_kind=equipment,
    )


def taken(start: datetime, end: datetime, practitioner: int = 1, room: int = 0) -> Block:
    """By a visit without a rest."""
    during = Interval(start, end)
    return Block(practitioner, room, during, (during,))


def wish(
    asked: Treatment,
    opens: time,
    closes: time,
    *,
    zone: str = "America/Los_Angeles",
    rooms: int = 1,
    pieces: int = 0,
) -> Wish:
    """One practitioner with the same hours every day, and so many pieces of what it needs."""
    location = Location(1, "here", 1, "Here", "Clinic", "+13105550100", "1 Street", zone)
    hours = tuple(WeeklyHours(1, weekday, opens, closes) for weekday in range(1, 8))
    practitioner = Practitioner(1, "lin", 1, "Dr. Lin", "", False, frozenset({1}), hours)
    return Wish(
        asked,
        location,
        [practitioner],
        [Room(key, f"room-{key}", 1, f"Room {key}", "treatment", False) for key in range(rooms)],
        [Equipment(key, f"unit-{key}", 1, f"Unit {key}", "e-stim", False) for key in range(pieces)],
    )
