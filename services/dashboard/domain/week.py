"""A week in half hours: how much is going on with each practitioner, and how much of it is not
confirmed, as bars that share one scale.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HALF_HOURS = 2  # of an hour
# Shown even when empty; earlier and later visits widen the week to the whole hour.
OPENS, CLOSES = 8 * HALF_HOURS, 18 * HALF_HOURS
HEIGHT = 24

Key = tuple[str, date]


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
