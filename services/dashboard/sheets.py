"""The sheet on which the decision to go on with a course rests, as followup gives it."""

from datetime import datetime

from pydantic import BaseModel

from services.dashboard.owners import Owners
from shared.auth import Staff


class SheetPoint(BaseModel):
    """`score` is none for a range, from `low` to `high`."""

    reported_at: datetime
    checkin_kind: str | None
    score: int | None
    low: int
    high: int
    late: bool
    corrected: bool
    change_points: int | None
    change_percent: float | None


class SheetGap(BaseModel):
    kind: str
    due_at: datetime


class SheetDecision(BaseModel):
    visit: int
    treated_at: datetime
    score: int | None
    change_points: int | None
    change_percent: float | None
    any_gain: bool | None
    responder: bool | None


class SheetSeries(BaseModel):
    complaint: str | None
    baseline: int | None
    trend: str | None
    decisions: list[SheetDecision]
    points: list[SheetPoint]
    gaps: list[SheetGap]


class SheetPeg(BaseModel):
    reported_at: datetime
    pain_average: int
    enjoyment: int
    general_activity: int
    score: float
    change_points: float


class SheetPainDays(BaseModel):
    reported_at: datetime
    days: int


class SheetVisit(BaseModel):
    treated_at: datetime
    needling: bool


class Coverage(BaseModel):
    visits_in_90_days: int
    visits_in_12_months: int
    improvement_shown: bool
    left: int


class Sheet(BaseModel):
    as_of: datetime
    series: SheetSeries
    pegs: list[SheetPeg]
    pain_days: list[SheetPainDays]
    visits: list[SheetVisit]
    visits_in_90_days: int
    visits_in_12_months: int
    no_clear_gain: bool
    coverage: Coverage | None


async def show_sheet(owners: Owners, patient_id: str, complaint_id: str, by: Staff) -> Sheet:
    """Raises OwnerAwayError."""
    path = f"/staff/v1/patients/{patient_id}/complaints/{complaint_id}/sheet"
    return await owners.followup.show(path, Sheet, by)
