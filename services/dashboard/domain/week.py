"""A week in half hours: how much is going on with each practitioner, and how much of it is not
confirmed, as bars that share one scale.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

HALF_HOURS = 2  # of an hour
# Shown even when empty; earlier and later visits widen the week to the whole hour.
OPENS, CLOSES = 8 * HALF_HOURS, 18 * HALF_HOURS
LAST_OF_DAY = 24 * HALF_HOURS - 1
HEIGHT = 24

Key = tuple[str, date]


@dataclass(frozen=True)
class Span:
    """Visits of a practitioner that are under way in the same half hours: from the one that begins at
    `first` to the one that begins at `last`, wall time.
    """

    practitioner_id: str
    first: datetime
    last: datetime
    visits: int
    unconfirmed: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class DayOfOne:
    """A practitioner's day in numbers."""

    practitioner_id: str
    day: date
    visits: int
    unconfirmed: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class HalfHour:
    """Of a practitioner's day; `number` counts from midnight, wall time. Visits under way in it."""

    practitioner_id: str
    day: date
    number: int
    visits: int
    unconfirmed: int


@dataclass(frozen=True)
class Bars:
    """Two outlines for SVG paths, one unit wide for each half hour, from the bottom at HEIGHT."""

    visits: str
    unconfirmed: str


@dataclass(frozen=True)
class Week:
    """`opens` and `closes` in hours since midnight, the same for every day."""

    opens: int
    closes: int
    bars: dict[Key, Bars]

    @property
    def width(self) -> int:
        return (self.closes - self.opens) * HALF_HOURS


def days_of(spans: Sequence[Span]) -> list[DayOfOne]:
    of_day: defaultdict[Key, list[Span]] = defaultdict(list)
    for span in spans:
        of_day[span.practitioner_id, span.first.date()].append(span)
    return [
        DayOfOne(
            who,
            day,
            sum(span.visits for span in of),
            sum(span.unconfirmed for span in of),
            min(span.first_at for span in of),
            max(span.last_at for span in of),
        )
        for (who, day), of in of_day.items()
    ]


def half_hours_of(spans: Sequence[Span]) -> list[HalfHour]:
    """What goes on after midnight is not drawn."""
    visits: Counter[tuple[str, date, int]] = Counter()
    unconfirmed: Counter[tuple[str, date, int]] = Counter()
    for span in spans:
        day, first = span.first.date(), _number(span.first)
        last = _number(span.last) if span.last.date() == day else LAST_OF_DAY
        for number in range(first, max(first, last) + 1):
            key = (span.practitioner_id, day, number)
            visits[key] += span.visits
            unconfirmed[key] += span.unconfirmed
    return [HalfHour(*key, count, unconfirmed[key]) for key, count in visits.items()]


def _number(at: datetime) -> int:
    return at.hour * HALF_HOURS + at.minute // 30


def week_of(half_hours: Sequence[HalfHour]) -> Week:
    numbers = [half.number for half in half_hours]
    opens = min([OPENS, *numbers]) // HALF_HOURS
    closes = -(max([CLOSES - 1, *numbers]) + 1) // HALF_HOURS * -1
    most = max((half.visits for half in half_hours), default=1)
    by_key: defaultdict[Key, dict[int, HalfHour]] = defaultdict(dict)
    for half in half_hours:
        by_key[half.practitioner_id, half.day][half.number] = half
    span = range(opens * HALF_HOURS, closes * HALF_HOURS)
    return Week(opens, closes, {key: _bars(of, span, most) for key, of in by_key.items()})


def _bars(half_hours: dict[int, HalfHour], span: range, most: int) -> Bars:
    found = [half_hours.get(number) for number in span]
    return Bars(
        _outline([half.visits if half else 0 for half in found], most),
        _outline([half.unconfirmed if half else 0 for half in found], most),
    )


def _outline(heights: Sequence[int], most: int) -> str:
    """Where two neighbours are equally high there is nothing to say; whatever is there, shows."""
    said, level = [f"M0 {HEIGHT}"], 0
    for number, height in enumerate(heights):
        if height != level:
            said.append(f"H{number}V{HEIGHT - max(round(height / most * HEIGHT), bool(height))}")
            level = height
    return "".join([*said, f"H{len(heights)}V{HEIGHT}Z"])
