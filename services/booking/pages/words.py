"""Times and days in words: weekday and AM/PM always, the clinic's zone always named."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.booking.domain.availability import Slot
from services.booking.domain.wall_time import clock, wall_clock

PARTS = ((12, "Morning"), (17, "Afternoon"), (24, "Evening"))


@dataclass(frozen=True)
class SlotChoice:
    """`note` tells apart the two showings of one time on the night the clocks go back; `seats` are
    those left in a class.
    """

    value: str
    label: str
    note: str | None
    seats: int | None = None


@dataclass(frozen=True)
class TimeWords:
    zone: ZoneInfo

    def time(self, at: datetime) -> str:
        return clock(at, self.zone)

    def day(self, at: datetime | date) -> str:
        local = at.astimezone(self.zone) if isinstance(at, datetime) else at
        return f"{local:%A, %B} {local.day}"

    def moment(self, at: datetime) -> str:
        return wall_clock(at, self.zone)

    def zone_name(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%Z}"


def parts_of_day(slots: Sequence[Slot], words: TimeWords) -> list[tuple[str, list[SlotChoice]]]:
    """Morning, afternoon and evening, those that have a free time."""
    twice = {label for label, n in Tally(words.time(s.starts_at) for s in slots).items() if n > 1}
    parts: dict[str, list[SlotChoice]] = {}
    for slot in slots:
        label = words.time(slot.starts_at)
        note = words.zone_name(slot.starts_at) if label in twice else None
        hour = slot.starts_at.astimezone(words.zone).hour
        part = next(name for until, name in PARTS if hour < until)
        choice = SlotChoice(slot.starts_at.isoformat(), label, note, slot.seats_left)
        parts.setdefault(part, []).append(choice)
    return list(parts.items())


@dataclass(frozen=True)
class DayChoice:
    iso: str
    weekday: str
    day: str
    words: str
    free: bool
    chosen: bool


def week(days: Iterable[date], free: set[date], chosen: date, words: TimeWords) -> list[DayChoice]:
    return [
        DayChoice(d.isoformat(), f"{d:%a}", f"{d:%b} {d.day}", words.day(d), d in free, d == chosen)
        for d in days
    ]
