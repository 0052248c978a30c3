"""When staff read what patients write."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class OfficeHours:
    """Wall-clock and half-open; `weekdays` as in datetime.weekday(): Mon-Sat 9-6 unless told."""

    weekdays: frozenset[int] = frozenset(range(6))
    opens: time = time(9)
    closes: time = time(18)

    def include(self, at: datetime, zone: ZoneInfo) -> bool:
        local = at.astimezone(zone)
        return local.weekday() in self.weekdays and self.opens <= local.time() < self.closes
