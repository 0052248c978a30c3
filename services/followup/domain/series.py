"""A patient's scores as lines: one for each complaint, with what changed and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.followup.domain.outcomes import Change, compare_scores
from shared.events.checkins import Standing


@dataclass(frozen=True)
class Point:
    """A score, or a range that is shown but left out of every comparison."""

    report_id: UUID
    complaint_id: str | None
    checkin_kind: str | None
    low: int
    high: int
    reported_at: datetime
    late: bool
    corrected: bool  # replaces what was noted before
    source: str = "checkin"

    @property
    def score(self) -> int | None:
        return self.low if self.low == self.high else None


@dataclass(frozen=True)
class Gap:
    """A question that got no answer. Never drawn as a number."""

    complaint_id: str | None
    kind: str
    due_at: datetime


@dataclass(frozen=True)
class Series:
    complaint_id: str | None  # none for scores from before a complaint was known
    code: str | None
    baseline: int | None
    points: Sequence[Point]
    gaps: Sequence[Gap]
    complaint_ids: frozenset[str] = frozenset()  # with those of the person's other records

    def change_at(self, point: Point) -> Change | None:
        return None if point.score is None else compare_scores(self.baseline, point.score)

    def standing_at(self, point: Point) -> Standing:
        change = self.change_at(point)
        return change.standing if change else Standing.NO_BASELINE

    @property
    def latest(self) -> Point | None:
        scored = [point for point in self.points if point.score is not None]
        return scored[-1] if scored else None
