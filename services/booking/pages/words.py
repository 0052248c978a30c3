"""Times and days in words: weekday and, where people say it, AM or PM always."""

from collections import Counter as Tally
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as WallTime  # noqa: N812
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_name

from services.booking.domain.availability import Slot
from services.booking.domain.combined import CombinedSlot
from services.booking.domain.wall_time import clock, wall_clock
from services.booking.pages.typed import value_of
from shared.web import to_translate as _

PARTS = ((12, _("Morning")), (17, _("Afternoon")), (24, _("Evening")))
ENGLISH = Locale.parse("en_US")
# A day in full, in short, and without its weekday.
DAY, SHORT_DAY, DATE = 0, 1, 2
PATTERNS = {
    "en": ("EEEE, MMMM d", "EEE MMM d", "MMM d"),
    "es": ("EEEE, d 'de' MMMM", "EEE d 'de' MMM", "d MMM"),
    "zh": ("M月d日EEEE", "M月d日EEE", "M月d日"),
}

# Only the names of the days after it are taken.
SOME_SUNDAY = date(2027, 1, 3)
TIMES = {"en": "h:mm a", "es": "h:mm a", "zh": "ah:mm"}


@dataclass(frozen=True)
class SlotChoice:
    """`note` tells apart the two showings of one time on the night the clocks go back; `seats` is
    how many are left in a class; at `then` the second of two visits begins.
    """

    value: str
    label: str
    note: str | None
    seats: int | None
    then: str | None = None


@dataclass(frozen=True)
class TimeWords:
    zone: ZoneInfo
    locale: Locale = ENGLISH

    def time(self, at: datetime) -> str:
        if self.locale == ENGLISH:
            return clock(at, self.zone)
        return self.wall(at.astimezone(self.zone).time())

    def wall(self, at: WallTime) -> str:
        """What a clock on the wall shows."""
        return _spaced(format_time(at, TIMES[self.locale.language], locale=self.locale))

    def day(self, at: datetime | date) -> str:
        return self._written(at, DAY)

    def moment(self, at: datetime) -> str:
        if self.locale == ENGLISH:
            return wall_clock(at, self.zone)
        between = "" if self.locale.language == "zh" else ", "
        return f"{self._written(at, SHORT_DAY)}{between}{self.time(at)}"

    def weekday(self, day: date) -> str:
        return _spaced(format_date(day, "EEE", locale=self.locale))

    def weekday_in_full(self, day: date) -> str:
        return _spaced(format_date(day, "cccc", locale=self.locale))

    def weekdays(self, numbers: Iterable[int]) -> str:
        """ISO numbers, as names in a row."""
        names = (self.weekday_in_full(SOME_SUNDAY + timedelta(days=n)) for n in numbers)
        return ("、" if self.locale.language == "zh" else ", ").join(names)

    def short_date(self, day: date) -> str:
        return self._written(day, DATE)

    def zone_name(self, at: datetime) -> str:
        if self.locale == ENGLISH:
            return f"{at.astimezone(self.zone):%Z}"
        return str(get_timezone_name(at.astimezone(self.zone), locale=self.locale))

    def _written(self, at: datetime | date, which: int) -> str:
        local = at.astimezone(self.zone) if isinstance(at, datetime) else at
        return _spaced(format_date(local, PATTERNS[self.locale.language][which], self.locale))


def _spaced(text: str) -> str:
    """CLDR's narrow spaces are missing from many fonts."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def parts_of_day(slots: Sequence[Slot], words: TimeWords) -> list[tuple[str, list[SlotChoice]]]:
    """Morning, afternoon and evening, those that have a free time."""
    twice = {label for label, n in Tally(words.time(s.starts_at) for s in slots).items() if n > 1}
    parts: dict[str, list[SlotChoice]] = {}
    for slot in slots:
        label = words.time(slot.starts_at)
        note = words.zone_name(slot.starts_at) if label in twice else None
        hour = slot.starts_at.astimezone(words.zone).hour
        part = next(name for until, name in PARTS if hour < until)
        then = slot.then_starts_at if isinstance(slot, CombinedSlot) else None
        choice = SlotChoice(
            value_of(slot.starts_at, then),
            label,
            note,
            slot.seats_left,
            words.time(then) if then else None,
        )
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
        DayChoice(
            d.isoformat(),
            words.weekday(d),
            words.short_date(d),
            words.day(d),
            d in free,
            d == chosen,
        )
        for d in days
    ]
