"""Loads a patient's course: their series, and the visits they are drawn against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.followup.domain.course import is_same_complaint
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
from services.followup.store.complaints import Complaint
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
        line = next((s for s in self.series if peg.complaint_id in s.complaint_ids), None)
        ids = line.complaint_ids if line else {peg.complaint_id}
        return next(p for p in self.pegs if p.complaint_id in ids)

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
    """Of all records of the person: the same complaint of two of them is one line."""
    known = await complaints.list_of_person(conn, patient_id)
    treated = await visits.list_of_person(conn, patient_id)
    points = await reports.list_points(conn, patient_id)
    gaps = await checkins.list_gaps(conn, patient_id)
    moments = [visit.treated_at for visit in treated]
    series = [_series(group, points, gaps) for group in join_lines(known, moments)]
    unassigned = _series((), points, gaps)
    if unassigned.points or unassigned.gaps:
        series.append(unassigned)
    return Course(
        series,
        treated,
        await list_pegs(conn, patient_id),
        await list_pain_days(conn, patient_id),
    )


async def load_sheet(
    conn: Connection, patient_id: str, complaint_id: str, now: datetime
) -> Sheet | None:
    """None when the patient has no such complaint."""
    course = await load_course(conn, patient_id)
    series = next((s for s in course.series if complaint_id in s.complaint_ids), None)
    if series is None:
        return None
    return Sheet(
        series,
        course.visits,
        [peg for peg in course.pegs if peg.complaint_id in series.complaint_ids],
        [days for days in course.pain_days if days.complaint_id in series.complaint_ids],
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


async def find_line(conn: Connection, patient_id: str, complaint_id: str | None) -> list[Complaint]:
    """The complaint, with what it is called in the person's other records; the latest one where it
    is not known. None where there is none.
    """
    known = await complaints.list_of_person(conn, patient_id)
    treated = await visits.list_of_person(conn, patient_id)
    lines = join_lines(known, [visit.treated_at for visit in treated])
    for line in lines:
        if complaint_id in {complaint.complaint_id for complaint in line}:
            return line
    return max(lines, key=lambda line: line[-1].recorded_at, default=[])


def join_lines(known: Sequence[Complaint], treated_at: Sequence[datetime]) -> list[list[Complaint]]:
    """The same complaint in two records of one person; each line begins with its first word."""
    lines: list[list[Complaint]] = []
    for complaint in known:
        for line in lines:
            last = line[-1]
            if complaint.patient_id not in {c.patient_id for c in line} and (
                last.code == complaint.code
                and is_same_complaint(last.recorded_at, treated_at, complaint.recorded_at)
            ):
                line.append(complaint)
                break
        else:
            lines.append([complaint])
    return lines


def _series(line: Sequence[Complaint], points: Sequence[Point], gaps: Sequence[Gap]) -> Series:
    """Of no complaint: what was said before one was known."""
    ids = frozenset(complaint.complaint_id for complaint in line)
    wanted = ids or {None}
    return Series(
        line[0].complaint_id if line else None,
        line[0].code if line else None,
        next((c.baseline for c in line if c.baseline is not None), None),
        [point for point in points if point.complaint_id in wanted],
        [gap for gap in gaps if gap.complaint_id in wanted],
        ids,
    )
