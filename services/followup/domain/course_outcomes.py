"""What a course has come to: at its decision points, and in its last scores (CLINIC.md D.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.followup.domain.course import visit_numbers
from services.followup.domain.outcomes import Change, compare_scores
from services.followup.domain.series import Point, Series

# "Any gain?" is asked at visit 4-6, "30 % or 2 points?" at visit 12.
EARLY, LATE = 6, 12
# A score speaks for a visit until the next one, and no longer than this.
SPEAKS_FOR = timedelta(days=28)
# No agreed figures exist for these two: choices for a practitioner to sign off.
WORSE_IN_A_ROW = 2
PLATEAU_SCORES, PLATEAU_SPREAD, PLATEAU_TIME = 4, 1, timedelta(days=21)


class Trend(StrEnum):
    WORSENING = "worsening"
    PLATEAU = "plateau"


@dataclass(frozen=True)
class DecisionPoint:
    """`visit` is its number in the course. `change` is none without a score or a baseline."""

    visit: int
    treated_at: datetime
    score: int | None
    change: Change | None

    @property
    def any_gain(self) -> bool | None:
        return None if self.change is None else self.change.points < 0

    @property
    def responder(self) -> bool | None:
        """By either rule."""
        if self.change is None:
            return None
        return self.change.meets_points or self.change.meets_percent


def decision_points(series: Series, treated_at: Sequence[datetime]) -> list[DecisionPoint]:
    """Those that the treatments, in order, have reached."""
    numbers = visit_numbers(treated_at)
    return [
        _decide(series, number, at, _until(treated_at, index))
        for index, (at, number) in enumerate(zip(treated_at, numbers, strict=True))
        if number in {EARLY, LATE}
    ]


def needs_review(points: Sequence[DecisionPoint]) -> bool:
    """Visit 12 is reached without a clear gain (S-100); not to know is not to have gained."""
    return bool(points) and points[-1].visit == LATE and not points[-1].responder


def trend(series: Series) -> Trend | None:
    scored = [point for point in series.points if point.score is not None]
    last = [series.change_at(point) for point in scored[-WORSE_IN_A_ROW:]]
    if len(last) == WORSE_IN_A_ROW and all(c and c.standing == "worse" for c in last):
        return Trend.WORSENING
    return Trend.PLATEAU if _stands_still(series, scored) else None


def _stands_still(series: Series, scored: Sequence[Point]) -> bool:
    """Four scores or more over three weeks or more, within a point, without a gain by both rules."""
    last = _last_weeks(scored)
    values = [point.score for point in last if point.score is not None]
    if not values or max(values) - min(values) > PLATEAU_SPREAD:
        return False
    change = series.change_at(last[-1])
    return change is None or change.standing != "better"


def _last_weeks(scored: Sequence[Point]) -> Sequence[Point]:
    """The fewest of the last scores that are enough to say so; none when there are too few."""
    for begin in range(len(scored) - PLATEAU_SCORES, -1, -1):
        if scored[-1].reported_at - scored[begin].reported_at >= PLATEAU_TIME:
            return scored[begin:]
    return ()


def _until(treated_at: Sequence[datetime], index: int) -> datetime:
    later = treated_at[index + 1] if index + 1 < len(treated_at) else None
    limit = treated_at[index] + SPEAKS_FOR
    return min(later, limit) if later else limit


def _decide(series: Series, number: int, at: datetime, until: datetime) -> DecisionPoint:
    """Until the patient has answered after the visit, by what they said last before it."""
    scored = [p for p in series.points if p.score is not None]
    after = [p for p in scored if at < p.reported_at <= until]
    before = [p for p in scored if at - SPEAKS_FOR < p.reported_at <= at]
    said = after or before
    score = said[-1].score if said else None
    change = compare_scores(series.baseline, score) if score is not None else None
    return DecisionPoint(number, at, score, change)
