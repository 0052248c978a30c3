"""A calendar as a table: columns side by side, rows of a quarter of an hour of wall time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

STEP = 15  # minutes
# Shown even when empty; earlier and later visits widen the table to the whole hour.
OPENS, CLOSES = 8 * 60, 18 * 60
HOUR = 60

T = TypeVar("T")


@dataclass(frozen=True)
class Placed(Generic[T]):
    """Something in a column. Minutes of wall time since midnight; `ends` may be past 24 hours."""

    column: str
    starts: int
    ends: int
    what: T


@dataclass(frozen=True)
class Cell(Generic[T]):
    """`rows` high. What overlaps shares a cell, in order of time; a free cell holds nothing."""

    column: str
    rows: int
    inside: tuple[T, ...]


@dataclass(frozen=True)
class Row(Generic[T]):
    minute: int
    cells: tuple[Cell[T], ...]  # without those that a cell further up covers

    @property
    def full_hour(self) -> bool:
        return self.minute % HOUR == 0


def lay_out(columns: Sequence[str], placed: Sequence[Placed[T]]) -> list[Row[T]]:
    first = min([OPENS, *(item.starts for item in placed)]) // HOUR * HOUR
    last = -(max([CLOSES, *(item.ends for item in placed)]) // -HOUR) * HOUR
    by_column: defaultdict[str, list[Placed[T]]] = defaultdict(list)
    for item in placed:
        by_column[item.column].append(item)
    cells = {column: _cells(column, by_column[column], first, last) for column in columns}
    return [
        Row(minute, tuple(cells[c][minute] for c in columns if minute in cells[c]))
        for minute in range(first, last, STEP)
    ]


def _cells(column: str, placed: Sequence[Placed[T]], first: int, last: int) -> dict[int, Cell[T]]:
    cells: dict[int, Cell[T]] = {}
    minute = first
    for starts, ends, inside in _together(placed):
        for free in range(minute, starts, STEP):
            cells[free] = Cell(column, 1, ())
        cells[starts] = Cell(column, (ends - starts) // STEP, inside)
        minute = ends
    for free in range(minute, last, STEP):
        cells[free] = Cell(column, 1, ())
    return cells


def _together(placed: Sequence[Placed[T]]) -> list[tuple[int, int, tuple[T, ...]]]:
    """What overlaps, once rounded out to whole rows, as one stretch."""
    stretches: list[tuple[int, int, tuple[T, ...]]] = []
    for item in sorted(placed, key=lambda item: (item.starts, item.ends)):
        starts = item.starts // STEP * STEP
        ends = max(-(item.ends // -STEP) * STEP, starts + STEP)
        if stretches and starts < stretches[-1][1]:
            before, until, inside = stretches.pop()
            stretches.append((before, max(until, ends), (*inside, item.what)))
        else:
            stretches.append((starts, ends, (item.what,)))
    return stretches
