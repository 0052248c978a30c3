"""The sheet of one complaint, to be read on paper: where it began, every score, every visit."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.domain.scores import bands
from services.dashboard.owners import OwnerAwayError
from services.dashboard.pages.care_words import CHECKIN_KIND, COMPLAINT
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.formats import plain_day
from services.dashboard.pages.gate import Gate, visitor_of
from services.dashboard.pages.one_patient import known_patient, patient_page
from services.dashboard.pages.phrases import words
from services.dashboard.sheets import Sheet, SheetGap, SheetPoint, show_sheet


def sheet_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}/sheets/{complaint_id}")
    async def show(request: Request, patient_id: str, complaint_id: str) -> Response:
        visitor = visitor_of(request)
        await known_patient(desk, patient_id)
        try:
            sheet = await show_sheet(desk.owners, patient_id, complaint_id, visitor.staff)
        except OwnerAwayError:
            sheet = None
        return await patient_page(
            desk,
            visitor,
            patient_id,
            "sheet.html",
            _told(sheet, desk.zone) if sheet else {"sheet": None},
            status=200 if sheet else 503,
            subject=f"sheet {complaint_id}",
        )

    return router


def _told(sheet: Sheet, zone: ZoneInfo) -> dict[str, Any]:
    code = sheet.series.complaint or "pain"
    return {
        "sheet": sheet,
        "complaint": COMPLAINT.get(code, words(code)),
        "picture": _picture(sheet, zone),
        "rows": _rows(sheet, zone),
        "change": _change,
        "day": lambda at: _day(at, zone),
    }


def _day(at: datetime, zone: ZoneInfo) -> str:
    return plain_day(at.astimezone(zone).date())


def _picture(sheet: Sheet, zone: ZoneInfo) -> dict[str, Any]:
    """As shared/web's pain_chart.js reads it; a missed answer is a point without a score."""
    points = [(p.reported_at, p.score) for p in sheet.series.points]
    points += [(gap.due_at, None) for gap in sheet.series.gaps]
    return {
        "zone": zone.key,
        "baseline": sheet.series.baseline,
        "bands": [{"label": b.label, "score": b.score} for b in bands(sheet.series.baseline)],
        "points": [{"at": at.isoformat(), "score": score} for at, score in sorted(points)],
        "visits": [{"at": v.treated_at.isoformat(), "label": "Visit"} for v in sheet.visits],
    }


def _rows(sheet: Sheet, zone: ZoneInfo) -> list[list[Any]]:
    """Oldest first, as a course is read on paper."""
    scores = [(p.reported_at, _score(p), _remark(p)) for p in sheet.series.points]
    gaps = [(gap.due_at, "no answer", _kind(gap)) for gap in sheet.series.gaps]
    return [
        [_day(at, zone), score, remark]
        for at, score, remark in sorted([*scores, *gaps], key=lambda row: row[0])
    ]


def _score(point: SheetPoint) -> str:
    return str(point.low) if point.low == point.high else f"{point.low} to {point.high}"


def _remark(point: SheetPoint) -> str:
    said = [_kind(point)] if point.checkin_kind else ["told without being asked"]
    if point.change_points is not None:
        said.append(_change(point.change_points, point.change_percent))
    said += ["corrected"] * point.corrected + ["answered later"] * point.late
    return "; ".join(said)


def _change(points: float | None, percent: float | None = None) -> str:
    """With a proper minus; none where there is nothing to compare with."""
    if points is None:
        return "–"
    said = [f"{points:+g}" if points else "0", *([] if percent is None else [f"{percent:+.1f} %"])]
    return ", ".join(said).replace("-", "−").replace("+0.0", "0.0")


def _kind(row: SheetPoint | SheetGap) -> str:
    kind = (row.checkin_kind if isinstance(row, SheetPoint) else row.kind) or ""
    return CHECKIN_KIND.get(kind, words(kind))
