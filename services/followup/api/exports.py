"""A patient's scores for other programs: a table, and FHIR."""

import csv
import io
import json
from collections.abc import Sequence

from fastapi import APIRouter, Depends, Response

from services.followup.domain.fhir import bundle
from services.followup.domain.fhir_intake import intake_bundle
from services.followup.domain.series import Point, Series
from services.followup.handlers.intakes import load_intakes
from services.followup.handlers.series import load_course
from shared.db import Database
from shared.http.access import CLINICAL, Access

COLUMNS = (
    "reported_at",
    "complaint",
    "checkin",
    "score",
    "low",
    "high",
    "change_points",
    "change_percent",
    "standing",
    "late",
    "corrected",
)


def exports_router(db: Database, access: Access) -> APIRouter:
    router = APIRouter(
        prefix="/patients", tags=["exports"], dependencies=[Depends(access.allow(CLINICAL))]
    )

    @router.get("/{patient_id}/series.csv", response_class=Response)
    async def get_table(patient_id: str) -> Response:
        async with db.transaction() as conn:
            course = await load_course(conn, patient_id)
        return Response(_table(course.series), media_type="text/csv")

    @router.get("/{patient_id}/observations", response_class=Response)
    async def get_observations(patient_id: str) -> Response:
        async with db.transaction() as conn:
            course = await load_course(conn, patient_id)
        body = bundle(patient_id, course.series, course.pegs)
        return Response(json.dumps(body), media_type="application/fhir+json")

    @router.get("/{patient_id}/intakes", response_class=Response)
    async def get_intakes(patient_id: str) -> Response:
        async with db.transaction() as conn:
            intakes = await load_intakes(conn, patient_id)
        return Response(json.dumps(intake_bundle(intakes)), media_type="application/fhir+json")

    return router


def _table(series: Sequence[Series]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in series:
        writer.writerows(_row(line, point) for point in line.points)
    return out.getvalue()


def _row(series: Series, point: Point) -> tuple[object, ...]:
    change = series.change_at(point)
    return (
        point.reported_at.isoformat(),
        series.code,
        point.checkin_kind,
        point.score,
        point.low,
        point.high,
        change.points if change else None,
        change.percent_shown if change else None,
        series.standing_at(point).value,
        point.late,
        point.corrected,
    )
