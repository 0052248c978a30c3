"""When a calendar kept elsewhere says that somebody is busy."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from services.booking.domain.intervals import Interval
from services.booking.domain.wall_time import instant
from shared.visit_calendar import UID_DOMAIN

# More than anybody's year; a calendar with more is a mistake or an attack.
MOST_EVENTS = 5000
# What recurs more often than hourly would take for ever to write out.
TOO_OFTEN = {"SECONDLY", "MINUTELY"}


class UnreadableCalendarError(Exception):
    """It is no iCalendar file, or one that nobody could live by."""


def busy_times(text: bytes, zone: ZoneInfo, during: Interval) -> list[Interval]:
    """Each stretch once, recurring events written out, in order. Days and times without a zone are
    those of `zone`. Visits that were booked here and came back are not in their own way.

    Raises UnreadableCalendarError.
    """
    try:
        calendar = icalendar.Calendar.from_ical(text)
        _refuse_too_often(calendar)
        found = set(_busy(calendar, zone, during))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        # What the libraries raise at files that are not what they say.
        raise UnreadableCalendarError(type(error).__name__) from None
    if len(found) > MOST_EVENTS:
        raise UnreadableCalendarError("too many events")
    return sorted(found)


def _busy(calendar: Any, zone: ZoneInfo, during: Interval) -> Iterator[Interval]:
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    for event in query.between(during.start, during.end):
        if _takes_time(event):
            stretch = Interval(
                _instant(event["DTSTART"].dt, zone), _instant(event["DTEND"].dt, zone)
            )
            if stretch.start < stretch.end and stretch.overlaps(during):
                yield stretch


def _takes_time(event: Any) -> bool:
    return not (
        str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(event.get("UID", "")).endswith(UID_DOMAIN)
    )


def _instant(at: date, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return instant(datetime.combine(at, time()), zone)
    return at if at.tzinfo else instant(at, zone)


def _refuse_too_often(calendar: Any) -> None:
    for event in calendar.walk("VEVENT"):
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            often = {str(word).upper() for word in rule.get("FREQ", [])} & TOO_OFTEN
            times = len(rule.get("BYMINUTE", [0])) * len(rule.get("BYSECOND", [0]))
            if often or times > 1:
                raise UnreadableCalendarError("recurs too often")


def horizon(now: datetime, days: int) -> Interval:
    """From yesterday, because a visit of today may be moved, to so many days ahead."""
    return Interval(now - timedelta(days=1), now + timedelta(days=days))
