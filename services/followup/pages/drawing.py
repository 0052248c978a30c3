"""A line of scores as shapes to be drawn, without a script: it prints, and reads aloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.followup.domain.series import Series

WIDTH, HEIGHT = 320, 170
LEFT, RIGHT, TOP, BOTTOM = 22, 8, 10, 22


@dataclass(frozen=True)
class Dot:
    """A range is drawn from `y` up to `top`; of a score they are the same."""

    x: float
    y: float
    top: float


@dataclass(frozen=True)
class Drawing:
    """`strokes` are lists of "x,y x,y": a new one begins after every gap."""

    dots: Sequence[Dot]
    strokes: Sequence[str]
    baseline_y: float | None
    visits: Sequence[float]
    grid: Sequence[tuple[int, float]]
    first: datetime
    last: datetime

    @property
    def has_range(self) -> bool:
        return any(dot.top != dot.y for dot in self.dots)


def draw(series: Series, treated_at: Sequence[datetime]) -> Drawing | None:
    """None when there is nothing to draw."""
    if not series.points:
        return None
    first = min([series.points[0].reported_at, *treated_at])
    last = max(series.points[-1].reported_at, *treated_at, first)
    return Drawing(
        [Dot(_x(p.reported_at, first, last), _y(p.low), _y(p.high)) for p in series.points],
        _strokes(series, first, last),
        None if series.baseline is None else _y(series.baseline),
        [_x(at, first, last) for at in treated_at],
        [(score, _y(score)) for score in (0, 2, 4, 6, 8, 10)],
        first,
        last,
    )


def _strokes(series: Series, first: datetime, last: datetime) -> list[str]:
    """A range and a missed answer break the line: neither is a number."""
    breaks = [gap.due_at for gap in series.gaps]
    breaks += [p.reported_at for p in series.points if p.score is None]
    strokes: list[list[str]] = [[]]
    before: datetime | None = None
    for point in series.points:
        if point.score is None:
            continue
        if before and any(before < at < point.reported_at for at in breaks):
            strokes.append([])
        strokes[-1].append(f"{_x(point.reported_at, first, last)},{_y(point.score)}")
        before = point.reported_at
    return [" ".join(stroke) for stroke in strokes if len(stroke) > 1]


def _x(at: datetime, first: datetime, last: datetime) -> float:
    span = (last - first).total_seconds()
    share = (at - first).total_seconds() / span if span else 0.5
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _y(score: int) -> float:
    return round(TOP + (10 - score) / 10 * (HEIGHT - TOP - BOTTOM), 1)
