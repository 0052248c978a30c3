"""When somebody is at the clinic, as its landing page says it."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from services.booking.domain.catalogue import Catalogue, Location
from services.booking.pages.words import TimeWords

# Any week serves: only the weekdays' names are taken from it.
SOME_MONDAY = date(2027, 1, 4)


@dataclass(frozen=True)
class OpenDay:
    """`hours` is empty on a day without anybody."""

    weekday: str
    hours: tuple[str, ...]


def opening_days(catalogue: Catalogue, location: Location, words: TimeWords) -> list[OpenDay]:
    """The regular week; holidays and time off are seen in the free times."""
    days = []
    for weekday in range(1, 8):
        spans = [
            (h.opens, h.closes)
            for p in catalogue.practitioners_at(location)
            for h in p.hours
            if h.location_key == location.key and h.weekday == weekday
        ]
        name = words.weekday_in_full(SOME_MONDAY + timedelta(days=weekday - 1))
        hours = tuple(f"{words.wall(a)} – {words.wall(b)}" for a, b in _joined(spans))
        days.append(OpenDay(name, hours))
    return days


def _joined(spans: list[tuple[time, time]]) -> list[tuple[time, time]]:
    """Where they overlap or touch, one; closing at or before opening is the day after."""
    joined: list[tuple[time, time]] = []
    for opens, closes in sorted(spans):
        if joined and opens <= joined[-1][1] > joined[-1][0]:
            last_opens, last_closes = joined.pop()
            later = closes if closes <= opens else max(closes, last_closes)
            joined.append((last_opens, later))
        else:
            joined.append((opens, closes))
    return joined
