"""A patient's scores by complaint, ready to be drawn."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.followup.domain.course_outcomes import DecisionPoint, Trend, trend
from services.followup.domain.outcomes import compare
from services.followup.domain.peg import ScoredPeg
from services.followup.domain.questions import Ask
from services.followup.domain.series import Point, Series
from services.followup.handlers.series import Course, load_course
from shared.db import Database
from shared.events.checkins import Standing
from shared.http.access import EVERYONE, Access


class PointBody(BaseModel):
    """`score` is none for a range, which is shown from `low` to `high` and compared with nothing.
    Change is negative where there is less pain.
    """

    report_id: UUID
    reported_at: datetime
    checkin_kind: str | None
    score: int | None
    low: int
    high: int
    late: bool
    corrected: bool
    change_points: int | None
    change_percent: float | None
    standing: Standing


class GapBody(BaseModel):
    kind: str
    due_at: datetime


class DecisionBody(BaseModel):
    """Visit 4-6 asks for any gain, visit 12 for a clear one. None where nothing can be said."""

    visit: int
    treated_at: datetime
    score: int | None
    change_points: int | None
    change_percent: float | None
    any_gain: bool | None
    responder: bool | None


class PegBody(BaseModel):
    """Change is from the first of the same complaint; negative is better."""

    complaint_id: str | None
    reported_at: datetime
    pain_average: int
    enjoyment: int
    general_activity: int
    score: float
    change_points: float
    change_percent: float | None


class PainDaysBody(BaseModel):
    complaint_id: str | None
    reported_at: datetime
    days: int


class SeriesBody(BaseModel):
    complaint_id: str | None
    complaint: str | None
    baseline: int | None
    latest: PointBody | None
    trend: Trend | None
    decisions: list[DecisionBody]
    points: list[PointBody]
    gaps: list[GapBody]


class VisitBody(BaseModel):
    appointment_id: str
    treated_at: datetime
    needling: bool


class CourseBody(BaseModel):
    patient_id: str
    series: list[SeriesBody]
    pegs: list[PegBody]
    pain_days: list[PainDaysBody]
    visits: list[VisitBody]


def series_router(db: Database, access: Access) -> APIRouter:
    router = APIRouter(
        prefix="/patients", tags=["series"], dependencies=[Depends(access.allow(EVERYONE))]
    )

    @router.get("/{patient_id}/series")
    async def get_series(patient_id: str) -> CourseBody:
        async with db.transaction() as conn:
            return _course(patient_id, await load_course(conn, patient_id))

    return router


def _course(patient_id: str, course: Course) -> CourseBody:
    return CourseBody(
        patient_id=patient_id,
        series=[series_body(series, course.decisions(series)) for series in course.series],
        pegs=[peg_body(peg, course.first_peg(peg)) for peg in course.pegs],
        pain_days=[PainDaysBody(**vars(days)) for days in course.pain_days],
        visits=[
            VisitBody(
                appointment_id=visit.appointment_id,
                treated_at=visit.treated_at,
                needling=visit.needling,
            )
            for visit in course.visits
        ],
    )


def series_body(series: Series, decisions: Sequence[DecisionPoint]) -> SeriesBody:
    return SeriesBody(
        complaint_id=series.complaint_id,
        complaint=series.code,
        baseline=series.baseline,
        latest=_point(series, series.latest) if series.latest else None,
        trend=trend(series),
        decisions=[_decision(point) for point in decisions],
        points=[_point(series, point) for point in series.points],
        gaps=[GapBody(kind=gap.kind, due_at=gap.due_at) for gap in series.gaps],
    )


def peg_body(peg: ScoredPeg, first: ScoredPeg) -> PegBody:
    change = compare(first.score, peg.score)
    return PegBody(
        complaint_id=peg.complaint_id,
        reported_at=peg.answered_at,
        pain_average=peg.items[Ask.PEG_PAIN],
        enjoyment=peg.items[Ask.PEG_ENJOYMENT],
        general_activity=peg.items[Ask.PEG_ACTIVITY],
        score=float(peg.score),
        change_points=float(change.points),
        change_percent=change.percent_shown,
    )


def _decision(point: DecisionPoint) -> DecisionBody:
    change = point.change
    return DecisionBody(
        visit=point.visit,
        treated_at=point.treated_at,
        score=point.score,
        change_points=int(change.points) if change else None,
        change_percent=change.percent_shown if change else None,
        any_gain=point.any_gain,
        responder=point.responder,
    )


def _point(series: Series, point: Point) -> PointBody:
    change = series.change_at(point)
    return PointBody(
        report_id=point.report_id,
        reported_at=point.reported_at,
        checkin_kind=point.checkin_kind,
        score=point.score,
        low=point.low,
        high=point.high,
        late=point.late,
        corrected=point.corrected,
        change_points=int(change.points) if change else None,
        change_percent=change.percent_shown if change else None,
        standing=series.standing_at(point),
    )
