"""Small practices for the rules' tests."""

from datetime import UTC, datetime, time

from services.booking.domain.availability import Wish
from services.booking.domain.catalogue import Location, Practitioner, Room, Treatment, WeeklyHours

LONG_AGO = datetime(2027, 1, 1, tzinfo=UTC)


def treatment(
    *,
    minutes: int = 60,
    after: int = 0,
    grid: int = 60,
    notice: int = 0,
    horizon: int = 400,
    electro: bool = False,
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
    )


def wish(
    asked: Treatment,
    opens: time,
    closes: time,
    *,
    zone: str = "America/Los_Angeles",
    rooms: int = 1,
) -> Wish:
    """One practitioner with the same hours every day."""
    location = Location(1, "here", 1, "Here", "Clinic", "+13105550100", "1 Street", zone)
    hours = tuple(WeeklyHours(1, weekday, opens, closes) for weekday in range(1, 8))
    practitioner = Practitioner(1, "lin", 1, "Dr. Lin", "", False, frozenset({1}), hours)
    return Wish(
        asked,
        location,
        [practitioner],
        [Room(key, f"room-{key}", 1, f"Room {key}", "treatment", False) for key in range(rooms)],
    )
