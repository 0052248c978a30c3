"""Visits every so many weeks, at the same wall time (S-13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Treatment
from services.booking.domain.wall_time import DAY, instant


class Scope(StrEnum):
    """Which visits of a series a change is meant for, seen from one of them."""

    THIS = "this"
    LATER = "later"  # this and later
    ALL = "all"


def times(first_at: datetime, every_weeks: int, count: int, zone: ZoneInfo) -> list[datetime]:
    wall = first_at.astimezone(zone).replace(tzinfo=None)
    weeks = (timedelta(weeks=every_weeks * n) for n in range(1, count))
    return [first_at, *(instant(wall + later, zone) for later in weeks)]


def in_scope(
    visits: Iterable[Appointment], chosen: Appointment, scope: Scope, now: datetime
) -> list[Appointment]:
    """What is past, or no longer to come, is left as it is (S-111)."""
    ahead = [visit for visit in visits if visit.status.upcoming and visit.starts_at > now]
    match scope:
        case Scope.THIS:
            return [visit for visit in ahead if visit.id == chosen.id]
        case Scope.LATER:
            return [visit for visit in ahead if visit.starts_at >= chosen.starts_at]
        case Scope.ALL:
            return ahead


@dataclass(frozen=True)
class Shift:
    """From one wall time to another: so many days on, and that time of day."""

    days: timedelta
    to: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, chosen: Appointment, to: datetime, zone: ZoneInfo) -> "Shift":
        before, after = chosen.starts_at.astimezone(zone), to.astimezone(zone)
        return cls((after.date() - before.date()).days * DAY, to, zone)

    def applied_to(self, visit: Appointment) -> datetime:
        day = visit.starts_at.astimezone(self.zone).date() + self.days
        return instant(datetime.combine(day, self.to.astimezone(self.zone).time()), self.zone)

    def in_order(self, visits: Iterable[Appointment]) -> list[Appointment]:
        """So that none is moved onto one that has yet to move away."""
        return sorted(visits, key=lambda v: v.starts_at, reverse=self.days >= timedelta())


def judged_at(treatment: Treatment, starts_at: datetime, now: datetime) -> datetime:
    """Staff plan further ahead than patients book online: a time beyond the horizon is judged as if
    half of the horizon lay before it.
    """
    return max(now, starts_at - timedelta(days=treatment.horizon_days) / 2)
