"""What new time zone data does to visits: the clock on the wall stays, the instant moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.booking.domain.wall_time import instant, wall


@dataclass(frozen=True)
class Agreed:
    """What was agreed with the patient, and when that was thought to be."""

    key: int
    wall: datetime
    starts_at: datetime
    time_zone: str


@dataclass(frozen=True)
class Shift:
    key: int
    by: timedelta


def shift_of(agreed: Agreed, zone: ZoneInfo) -> Shift | None:
    """None where the wall shows the agreed time at that instant, be it the second time that day."""
    if wall(agreed.starts_at, zone) == agreed.wall:
        return None
    by = instant(agreed.wall, zone) - agreed.starts_at.astimezone(UTC)
    return Shift(agreed.key, by) if by else None
