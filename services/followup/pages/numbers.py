"""A patient's own numbers: their line for each complaint, and what they told us."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.followup.domain.series import Gap, Point, Series
from services.followup.handlers.page_access import fingerprint
from services.followup.handlers.series import Course, load_course
from services.followup.pages.drawing import Drawing, draw
from services.followup.pages.frame import SESSION_COOKIE, Frame, see
from services.followup.store import page_access, patients, told
from shared.db import Connection

CLINIC_ZONE = "America/Los_Angeles"


@dataclass(frozen=True)
class Line:
    """One complaint; `rows` are its scores and its gaps, the newest first."""

    series: Series
    drawing: Drawing | None
    rows: list[Point | Gap]
    points: int | None  # from the baseline to the last score; negative is less pain


def router(frame: Frame) -> APIRouter:
    pages = APIRouter(prefix="/mine/{visit}")

    @pages.get("/numbers")
    async def show(request: Request, visit: str) -> Response:
        async with frame.db.transaction() as conn:
            patient_id = await _whose(frame, conn, request, visit)
            if patient_id is None:
                return see(f"/mine/{visit}")
            course = await load_course(conn, patient_id)
            language = await patients.get_language(conn, patient_id)
            said = await told.list_told(conn, patient_id)
        return frame.page(
            request,
            "numbers.html",
            own=language,
            visit=visit,
            lines=[_line(course, series) for series in course.series],
            pegs=course.pegs,
            pain_days=course.pain_days,
            said=said,
            zone=ZoneInfo(course.visits[-1].time_zone if course.visits else CLINIC_ZONE),
        )

    @pages.post("/leave")
    async def leave(request: Request, visit: str) -> Response:
        if session := request.cookies.get(SESSION_COOKIE):
            async with frame.db.transaction() as conn:
                await page_access.end_session(conn, fingerprint(session))
        answer = see(f"/mine/{visit}")
        answer.delete_cookie(SESSION_COOKIE, path="/mine")
        return answer

    return pages


async def _whose(frame: Frame, conn: Connection, request: Request, visit: str) -> str | None:
    """None unless the session is of the patient whose visit the address names."""
    session = request.cookies.get(SESSION_COOKIE)
    if session is None:
        return None
    opened = await page_access.find_session(conn, fingerprint(session), frame.clock.now())
    return opened if opened == await page_access.find_patient(conn, visit) else None


def _line(course: Course, series: Series) -> Line:
    rows: list[Point | Gap] = [*series.points, *series.gaps]
    rows.sort(key=lambda r: r.reported_at if isinstance(r, Point) else r.due_at, reverse=True)
    change = series.change_at(series.latest) if series.latest else None
    return Line(
        series,
        draw(series, [v.treated_at for v in course.visits]),
        rows,
        int(change.points) if change else None,
    )
