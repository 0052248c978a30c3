"""When staff read what patients write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Hours = tuple[time, time]


@dataclass(frozen=True)
class OfficeHours:
    """Wall-clock and half-open; `week` by weekday as in datetime.weekday(), in order."""

    zone: ZoneInfo
    week: Mapping[int, Sequence[Hours]]
    closed: frozenset[date] = frozenset()

    def include(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return any(opens <= local.time() < closes for opens, closes in self._hours(local.date()))

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """How much of the time between two instants fell into office hours."""
        total = timedelta()
        for opens, closes in self._spans(start, end):
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def _spans(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = start.astimezone(self.zone).date()
        while day <= end.astimezone(self.zone).date():
            for opens, closes in self._hours(day):
                yield self._instant(day, opens), self._instant(day, closes)
            day += timedelta(days=1)

    def _hours(self, day: date) -> Sequence[Hours]:
        return () if day in self.closed else self.week.get(day.weekday(), ())

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)
