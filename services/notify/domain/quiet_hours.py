"""When a phone may ring: local wall-clock hours of the person who holds it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Window = tuple[time, time]
# By weekday as in datetime.weekday(); a day that is missing has no hours. At least one is there.
Week = Mapping[int, Window]

# The latest that still counts as before closing.
_LAST_MOMENT = timedelta(minutes=1)
_ONE_DAY = timedelta(days=1)


def _every_day(opens: time, closes: time) -> Week:
    return dict.fromkeys(range(7), (opens, closes))


@dataclass(frozen=True)
class TextingHours:
    """Half-open, wall-clock. 8:00-21:00 is 47 CFR 64.1200(c)(1), kept for every text; `by_zone` are
    the hours of states that are stricter, where the zone tells that it is one of them.
    """

    everywhere: Week = field(default_factory=lambda: _every_day(time(8), time(21)))
    by_zone: Mapping[str, Week] = field(default_factory=dict)

    def allow(self, at: datetime, zone: ZoneInfo) -> bool:
        local = at.astimezone(zone)
        window = self.week(zone).get(local.weekday())
        return window is not None and window[0] <= local.time() < window[1]

    def next_opening(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The first opening after `at`, which lies outside the hours."""
        openings = self._ends(at.astimezone(zone).date(), zone, _ONE_DAY, 0)
        return next(opening for opening in openings if opening >= at)

    def last_closing(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The last minute of texting hours before `at`, which lies outside them."""
        closings = self._ends(at.astimezone(zone).date(), zone, -_ONE_DAY, 1)
        return next(closing for closing in closings if closing <= at) - _LAST_MOMENT

    def _ends(self, day: date, zone: ZoneInfo, step: timedelta, end: int) -> Iterator[datetime]:
        """Openings (`end` 0) or closings (1) from that day on, or back."""
        while True:
            if window := self.week(zone).get(day.weekday()):
                yield datetime.combine(day, window[end], zone).astimezone(UTC)
            day += step

    def week(self, zone: ZoneInfo) -> Week:
        return self.by_zone.get(zone.key, self.everywhere)
