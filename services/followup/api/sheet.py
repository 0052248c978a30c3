"""The sheet on which the decision to go on with a course rests, and the courses that need one."""

from datetime import datetime

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from services.followup.api.series import (
    PainDaysBody,
    PegBody,
    SeriesBody,
    VisitBody,
    peg_body,
    series_body,
)
from services.followup.domain.medicare import FIRST_PERIOD, YEAR, Coverage, count_since
from services.followup.handlers.series import Sheet, list_reviews, load_sheet
from shared.clock import Clock
from shared.db import Database
from shared.http import Problem
from shared.http.access import EVERYONE, Access


class CoverageBody(BaseModel):
    """Medicare, chronic low back pain (NCD 30.3.3): 12 visits in 90 days, 8 more only with
    improvement shown, 20 a year. `left` is how many are covered from now on.
    """

    visits_in_90_days: int
    visits_in_12_months: int
    improvement_shown: bool
    left: int


class SheetBody(BaseModel):
    patient_id: str
    as_of: datetime
    series: SeriesBody
    pegs: list[PegBody]
    pain_days: list[PainDaysBody]
    visits: list[VisitBody]
    visits_in_90_days: int
    visits_in_12_months: int
    no_clear_gain: bool
    coverage: CoverageBody | None


class ReviewBody(BaseModel):
    patient_id: str
    complaint_id: str
    complaint: str
    reason: str


class ReviewsBody(BaseModel):
    reviews: list[ReviewBody]


def sheet_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(tags=["decisions"], dependencies=[Depends(access.allow(EVERYONE))])

    @router.get("/patients/{patient_id}/complaints/{complaint_id}/sheet")
    async def get_sheet(patient_id: str, complaint_id: str) -> SheetBody:
        now = clock.now()
        async with db.transaction() as conn:
            sheet = await load_sheet(conn, patient_id, complaint_id, now)
        if sheet is None:
            raise Problem(404, "no_such_complaint", "The patient has no such complaint")
        return _sheet(patient_id, sheet, now)

    @router.get("/reviews")
    async def list_courses_to_review() -> ReviewsBody:
        async with db.transaction() as conn:
            found = await list_reviews(conn)
        return ReviewsBody(
            reviews=[
                ReviewBody(
                    patient_id=patient_id,
                    complaint_id=series.complaint_id or "",
                    complaint=series.code or "",
                    reason="no_clear_gain",
                )
                for patient_id, series in found
            ]
        )

    return router


def _sheet(patient_id: str, sheet: Sheet, now: datetime) -> SheetBody:
    treated = [visit.treated_at for visit in sheet.visits]
    return SheetBody(
        patient_id=patient_id,
        as_of=now,
        series=series_body(sheet.series, sheet.decisions),
        pegs=[peg_body(peg, sheet.pegs[0]) for peg in sheet.pegs],
        pain_days=[PainDaysBody(**vars(days)) for days in sheet.pain_days],
        visits=[
            VisitBody(appointment_id=v.appointment_id, treated_at=v.treated_at, needling=v.needling)
            for v in sheet.visits
        ],
        visits_in_90_days=count_since(treated, now - FIRST_PERIOD, now),
        visits_in_12_months=count_since(treated, now - YEAR, now),
        no_clear_gain=sheet.needs_review,
        coverage=_coverage(sheet.coverage) if sheet.coverage else None,
    )


def _coverage(coverage: Coverage) -> CoverageBody:
    return CoverageBody(**vars(coverage))
