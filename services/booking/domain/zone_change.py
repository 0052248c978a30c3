"""What new time zone data does to visits: the clock on the wall stays, the instant moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.booking.domain.intervals import Interval
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
    by = kept(agreed.wall, agreed.starts_at, zone) - agreed.starts_at.astimezone(UTC)
    return Shift(agreed.key, by) if by else None


def kept(agreed: datetime, at: datetime, zone: ZoneInfo) -> datetime:
    """When the wall shows the agreed time: `at` where it still does, be it the second time that
    day.
    """
    return at.astimezone(UTC) if wall(at, zone) == agreed else instant(agreed, zone)


@dataclass(frozen=True)
class AgreedOff:
    """Time off, as it was asked for and when that was thought to be."""

    id: UUID
    wall_starts_at: datetime
    wall_ends_at: datetime
    starts_at: datetime
    ends_at: datetime
    time_zone: str

    def during(self, zone: ZoneInfo) -> Interval | None:
        """None where nothing of it is left: the clock skips all of it."""
        start = kept(self.wall_starts_at, self.starts_at, zone)
        end = kept(self.wall_ends_at, self.ends_at, zone)
        return Interval(start, end) if start < end else None
