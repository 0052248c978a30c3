"""How the desk reads instants, phones and states."""

import calendar
from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby
from typing import Protocol
from zoneinfo import ZoneInfo

from jinja2 import Environment

from services.dashboard.domain.texting import overdue

MINUTE, HOUR, DAY = 60, 3600, 86400


class Zoned(Protocol):
    """A practice, whose zone may become another while we run."""

    @property
    def zone(self) -> ZoneInfo: ...


def install(templates: Environment, practice: Zoned) -> None:
    """Filters for templates; instants are shown in the practice's zone."""

    def local(shown: Callable[[datetime], str]) -> Callable[[datetime], str]:
        return lambda at: shown(at.astimezone(practice.zone))

    templates.filters.update(
        clock=local(clock_time),
        moment=local(moment),
        on_day=local(lambda at: short_day(at.date())),
        moment_of_seconds=lambda seconds: moment(datetime.fromtimestamp(seconds, practice.zone)),
        moment_of_text=lambda text: local(moment)(datetime.fromisoformat(text)),
        day_of_text=lambda text: plain_day(date.fromisoformat(text)),
        groupby_day=lambda rows: [
            (day, list(of_day))
            for day, of_day in groupby(rows, lambda row: row.at.astimezone(practice.zone).date())
        ],
        groupby_hour=lambda visits: [
            (hour * 60, list(of_hour))
            for hour, of_hour in groupby(
                visits, lambda v: v.starts_at.astimezone(practice.zone).hour
            )
        ],
        wall_clock=wall_clock,
        plain_day=plain_day,
        long_day=long_day,
        short_day=short_day,
        full_weekday=full_weekday,
        phone=phone,
        signed=lambda number: f"{number:+d}".replace("-", "−"),
        ago=ago,
        length_of_time=length_of_time,
        overdue=lambda at, now: overdue(at, now, practice.zone),
    )


def clock_time(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M %p}"


def wall_clock(minute: int) -> str:
    """Minutes since midnight."""
    return f"{minute // 60 % 12 or 12}:{minute % 60:02} {'AM' if minute // 60 % 24 < 12 else 'PM'}"


def moment(at: datetime) -> str:
    return f"{short_day(at.date())}, {clock_time(at)}"


def plain_day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"


def long_day(day: date) -> str:
    return f"{day:%A, %B} {day.day}, {day.year}"


def short_day(day: date) -> str:
    return f"{day:%a, %b} {day.day}"


def full_weekday(day: int) -> str:
    """Monday is 0."""
    return calendar.day_name[day]


def phone(number: str) -> str:
    """A North American number as people write it; others as they are."""
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def ago(then: datetime, now: datetime) -> str:
    """How long something has waited, in the largest unit that fits."""
    seconds = max(int((now - then).total_seconds()), 0)
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min ago"
    if seconds < DAY:
        return f"{seconds // HOUR} h ago"
    days = seconds // DAY
    return "1 day ago" if days == 1 else f"{days} days ago"


def length_of_time(seconds: float) -> str:
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} min"
    return f"{seconds // HOUR:.0f} h" if seconds < DAY else f"{seconds // DAY:.0f} days"
