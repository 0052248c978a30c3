"""Reminder plans: which texts go ahead of a visit, and when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.notify.domain.quiet_hours import TextingHours
from shared.events.appointments import Visit

# A visit nearer than this gets its confirmation and nothing else (S-46).
TOO_NEAR_FOR_REMINDERS = timedelta(hours=3)
# A reminder of a day or more before is stale when it is a day late; a shorter one, at the visit.
STALE_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class DaysBefore:
    """The same wall-clock time, `days` earlier: 23 or 25 hours over a change of clocks (S-14)."""

    days: int

    @property
    def lead(self) -> str:
        return f"{self.days}d"

    def due(self, starts_at: datetime, zone: ZoneInfo) -> datetime:
        return (starts_at.astimezone(zone) - timedelta(days=self.days)).astimezone(UTC)


@dataclass(frozen=True)
class HoursBefore:
    """Elapsed hours."""

    hours: int

    @property
    def lead(self) -> str:
        return f"{self.hours}h"

    def due(self, starts_at: datetime, _: ZoneInfo) -> datetime:
        return starts_at - timedelta(hours=self.hours)


Offset = DaysBefore | HoursBefore

PLANS: Mapping[str, tuple[Offset, ...]] = {
    "none": (),
    "standard": (DaysBefore(2), HoursBefore(3)),
    "one_day": (DaysBefore(1),),
    "one_day_and_hours": (DaysBefore(1), HoursBefore(3)),
    "same_day": (HoursBefore(3),),
}


# Sooner than this a date means nothing to anybody yet.
MOST_DAYS, MOST_HOURS = 30, 23
# A week has room for three texts, all kinds together.
MOST_OFFSETS = 3
_LEAD = re.compile(r"([1-9]\d?)([dh])")


class UnknownPlanError(LookupError):
    """A treatment names a reminder plan that there is not."""


class ImpossibleLeadError(ValueError):
    """A reminder cannot go so long before a visit; the message says why."""


def parse_lead(lead: str) -> Offset:
    """ "2d" or "3h". Raises ImpossibleLeadError."""
    found = _LEAD.fullmatch(lead)
    if found is None:
        raise ImpossibleLeadError("say how many days or hours before the visit")
    number, days = int(found[1]), found[2] == "d"
    if number > (MOST_DAYS if days else MOST_HOURS):
        raise ImpossibleLeadError(f"at most {MOST_DAYS} days or {MOST_HOURS} hours before")
    if not days and timedelta(hours=number) < TOO_NEAR_FOR_REMINDERS:
        raise ImpossibleLeadError("nearer than three hours before, nobody can act on it")
    return DaysBefore(number) if days else HoursBefore(number)


def check_leads(leads: Sequence[str]) -> None:
    """Raises ImpossibleLeadError."""
    for lead in leads:
        parse_lead(lead)
    if len(set(leads)) < len(leads):
        raise ImpossibleLeadError("the same reminder twice")
    if len(leads) > MOST_OFFSETS:
        raise ImpossibleLeadError(f"at most {MOST_OFFSETS} reminders: a week has room for no more")


@dataclass(frozen=True)
class Reminder:
    lead: str
    due_at: datetime
    expires_at: datetime


def plan_reminders(
    visit: Visit,
    offsets: Sequence[Offset],
    *,
    now: datetime,
    zone: ZoneInfo,
    hours: TextingHours,
) -> Iterator[Reminder]:
    """`zone` is the recipient's. A moment that has passed is skipped (S-45), one outside texting
    hours moves to the evening before (S-41), and two that thereby meet are one (S-43).
    """
    if visit.starts_at - now < TOO_NEAR_FOR_REMINDERS:
        return
    clinic = ZoneInfo(visit.location.time_zone)
    seen: set[datetime] = set()
    for offset in offsets:
        due = offset.due(visit.starts_at, clinic)
        if not hours.allow(due, zone):
            due = hours.last_closing(due, zone)
        if due <= now or due in seen:
            continue
        seen.add(due)
        yield Reminder(offset.lead, due, min(visit.starts_at, _stale_at(due, visit.starts_at)))


def _stale_at(due: datetime, starts_at: datetime) -> datetime:
    return due + STALE_AFTER if starts_at - due >= STALE_AFTER else starts_at
