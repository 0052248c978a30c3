"""Loads a patient's course: their series, and the visits they are drawn against."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.followup.domain.series import Gap, Point, Series
from services.followup.store import checkins, complaints, reports, visits
from services.followup.store.visits import TreatedRow
from shared.db import Connection


@dataclass(frozen=True)
class Course:
    series: Sequence[Series]
    visits: Sequence[TreatedRow]


async def load_course(conn: Connection, patient_id: str) -> Course:
    known = await complaints.list_(conn, patient_id)
    points = await reports.list_points(conn, patient_id)
    gaps = await checkins.list_gaps(conn, patient_id)
    series = [_series(c.complaint_id, c.code, c.baseline, points, gaps) for c in known]
    unassigned = _series(None, None, None, points, gaps)
    if unassigned.points or unassigned.gaps:
        series.append(unassigned)
    return Course(series, await visits.list_treated(conn, patient_id))


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
