"""How a pain score stands to the one before it, and what a chart of scores shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

# About 2 points or about 30 % is a change that matters (Farrar 2001).
POINTS = 2
PERCENT = 30
# Weekly questions: a longer silence is a missing week and breaks the line.
LONGEST_STEP = timedelta(days=10)


class Direction(StrEnum):
    """The last score against the one before it, of the same complaint."""

    FIRST = "first"
    LOWER = "lower"
    SAME = "same"
    HIGHER = "higher"


def direction(score: int, previous: int | None) -> Direction:
    if previous is None:
        return Direction.FIRST
    if score == previous:
        return Direction.SAME
    return Direction.LOWER if score < previous else Direction.HIGHER


@dataclass(frozen=True)
class Point:
    """A score, 0-10, or a gap: nothing is known, which is never a 0."""

    at: datetime
    score: int | None


@dataclass(frozen=True)
class Band:
    """From `score` down to 0 the change since the baseline matters by one of the two rules."""

    label: str
    score: float


def bands(baseline: int | None) -> list[Band]:
    """None below 1: there is nothing to fall from."""
    if not baseline:
        return []
    found = [Band(f"{PERCENT} % better", round(baseline * (100 - PERCENT) / 100, 1))]
    if baseline >= POINTS:
        found.insert(0, Band(f"{POINTS} points better", baseline - POINTS))
    return found


def with_gaps(points: Sequence[Point]) -> list[Point]:
    """In order of time, with a gap in the middle of every silence longer than a week or so."""
    ordered = sorted(points, key=lambda point: point.at)
    silences = [
        Point(before.at + (after.at - before.at) / 2, None)
        for before, after in pairwise(ordered)
        if after.at - before.at > LONGEST_STEP
    ]
    return sorted([*ordered, *silences], key=lambda point: point.at)
