"""Whether staff may text a patient, and how long a text has waited for somebody to read it."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.events.outreach import Category

# When somebody should be at the desk; weekends do not count.
OPENS, CLOSES = time(9), time(18)
SATURDAY = 5
LONGEST_WAIT = timedelta(hours=2)
# Whatever the weekday, more working hours than that are in it: nobody counts the days of years.
SURELY_TOO_LONG = timedelta(days=4)
# A longer message is a call.
LARGEST_SEGMENTS = 3


class Refusal(StrEnum):
    NO_PHONE = "no_phone"
    STOPPED = "stopped"
    NO_CONSENT = "no_consent"


def refusal(phone: str | None, *, stopped: bool, agreed: Collection[str]) -> Refusal | None:
    """What a patient said last counts most. notify decides again when the text is due."""
    if phone is None:
        return Refusal.NO_PHONE
    if stopped:
        return Refusal.STOPPED
    return None if Category.VISIT in agreed else Refusal.NO_CONSENT


def overdue(received_at: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """After two working hours."""
    return worked(received_at, min(now, received_at + SURELY_TOO_LONG), zone) >= LONGEST_WAIT


def worked(start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
    """How much of the time between two instants fell into working hours."""
    total, day = timedelta(), start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        if day.weekday() < SATURDAY:
            opens = max(datetime.combine(day, OPENS, zone), start)
            closes = min(datetime.combine(day, CLOSES, zone), end)
            total += max(closes - opens, timedelta())
        day += timedelta(days=1)
    return total
