"""Public holidays, by the calendar of a country or of a part of it."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache

import holidays

# The library calls a holiday moved off a weekend by its name with this after it.
MOVED = " (observed)"


def parse_calendar(name: str) -> str:
    """ "US" or "US-CA". Raises ValueError."""
    country, _, part = name.partition("-")
    parts = holidays.list_supported_countries().get(country)
    if parts is None or (part and part not in parts):
        raise ValueError("no such holiday calendar")
    return name


def calendars() -> list[str]:
    """Of countries, and of their parts."""
    supported = holidays.list_supported_countries()
    return [
        name
        for country, parts in sorted(supported.items())
        for name in (country, *(f"{country}-{part}" for part in parts))
    ]


@lru_cache(maxsize=64)
def names_in(calendar: str, year: int) -> dict[date, frozenset[str]]:
    """What each holiday of the year is called; two may share a day."""
    country, _, part = calendar.partition("-")
    found = holidays.country_holidays(country, subdiv=part or None, years=year, language="en_US")
    return {
        day: frozenset(name.removesuffix(MOVED) for name in found.get_list(day)) for day in found
    }


def is_closed(calendar: str | None, closed: Collection[str], day: date) -> bool:
    if calendar is None or not closed:
        return False
    return not names_in(calendar, day.year).get(day, frozenset()).isdisjoint(closed)
