"""When a phone may ring: local wall-clock hours of the person who holds it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# The latest that still counts as before closing.
_LAST_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True)
class TextingHours:
    """Half-open, wall-clock. 8:00-21:00 is 47 CFR 64.1200(c)(1), kept for every text."""

    opens: time = time(8)
    closes: time = time(21)

    def allow(self, at: datetime, zone: ZoneInfo) -> bool:
        return self.opens <= at.astimezone(zone).time() < self.closes

    def next_opening(self, at: datetime, zone: ZoneInfo) -> datetime:
        local = at.astimezone(zone)
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        return datetime.combine(day, self.opens, zone).astimezone(UTC)

    def last_closing(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The last minute of texting hours before `at`, which lies outside them."""
        local = at.astimezone(zone)
        day = local.date() if local.time() >= self.closes else local.date() - timedelta(days=1)
        return datetime.combine(day, self.closes, zone).astimezone(UTC) - _LAST_MOMENT
