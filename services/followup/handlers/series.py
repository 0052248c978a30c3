"""Loads a patient's course: their series, and the visits they are drawn against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.followup.domain.course_outcomes import (
    LATE,
    DecisionPoint,
    decision_points,
    needs_review,
)
from services.followup.domain.medicare import COVERED, Coverage, coverage
from services.followup.domain.peg import ScoredPeg
from services.followup.domain.series import Gap, Point, Series
from services.followup.store import checkins, complaints, reports, visits
from services.followup.store.measures import PainDaysRow, list_pain_days, list_pegs
from services.followup.store.visits import TreatedRow
from shared.db import Connection


@dataclass(frozen=True)
class Course:
    series: Sequence[Series]
    visits: Sequence[TreatedRow]
    pegs: Sequence[ScoredPeg]
    pain_days: Sequence[PainDaysRow]

    def decisions(self, series: Series) -> list[DecisionPoint]:
        return decision_points(series, [visit.treated_at for visit in self.visits])

    def first_peg(self, peg: ScoredPeg) -> ScoredPeg:
        """Where the complaint's PEG line begins."""
        return next(p for p in self.pegs if p.complaint_id == peg.complaint_id)

    def needs_review(self, series: Series) -> bool:
        return needs_review(self.decisions(series))


@dataclass(frozen=True)
class Sheet:
    """What the decision to go on rests on: one complaint, its scores, the visits, the rules."""

    series: Series
    visits: Sequence[TreatedRow]
    pegs: Sequence[ScoredPeg]
    pain_days: Sequence[PainDaysRow]
    decisions: Sequence[DecisionPoint]
    needs_review: bool
    coverage: Coverage | None  # of chronic low back pain only


async def load_course(conn: Connection, patient_id: str) -> Course:
    known = await complaints.list_(conn, patient_id)
    points = await reports.list_points(conn, patient_id)
    gaps = await checkins.list_gaps(conn, patient_id)
    series = [_series(c.complaint_id, c.code, c.baseline, points, gaps) for c in known]
    unassigned = _series(None, None, None, points, gaps)
    if unassigned.points or unassigned.gaps:
        series.append(unassigned)
    return Course(
        series,
        await visits.list_treated(conn, patient_id),
        await list_pegs(conn, patient_id),
        await list_pain_days(conn, patient_id),
    )


async def load_sheet(
    conn: Connection, patient_id: str, complaint_id: str, now: datetime
) -> Sheet | None:
    """None when the patient has no such complaint."""
    course = await load_course(conn, patient_id)
    series = next((s for s in course.series if s.complaint_id == complaint_id), None)
    if series is None:
        return None
    return Sheet(
        series,
        course.visits,
        [peg for peg in course.pegs if peg.complaint_id == complaint_id],
        [days for days in course.pain_days if days.complaint_id == complaint_id],
        course.decisions(series),
        course.needs_review(series),
        _coverage(series, course.visits, now) if series.code == COVERED else None,
    )


async def list_reviews(conn: Connection) -> list[tuple[str, Series]]:
    """Patients and complaints for which visit 12 is reached without a clear gain (S-100)."""
    reviews = []
    for patient_id in await visits.list_patients_treated(conn, at_least=LATE):
        course = await load_course(conn, patient_id)
        reviews += [(patient_id, s) for s in course.series if s.code and course.needs_review(s)]
    return reviews


def _coverage(series: Series, visited: Sequence[TreatedRow], now: datetime) -> Coverage:
    change = series.change_at(series.latest) if series.latest else None
    improved = change is not None and (change.meets_points or change.meets_percent)
    needled = [visit.treated_at for visit in visited if visit.needling]
    return coverage(needled, improved=improved, at=now)


def _series(
    complaint_id: str | None,
    code: str | None,
    baseline: int | None,
    points: Sequence[Point],
    gaps: Sequence[Gap],
) -> Series:
    return Series(
        complaint_id,
        code,
        baseline,
        [point for point in points if point.complaint_id == complaint_id],
        [gap for gap in gaps if gap.complaint_id == complaint_id],
    )
