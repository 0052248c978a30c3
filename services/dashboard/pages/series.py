"""Series of visits: every time looked at first, then all of them booked or none."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.courses import Checked
from services.dashboard.owned import show_catalogue
from services.dashboard.owners import Answer, OwnerAwayError, Sent
from services.dashboard.pages.answers import refused
from services.dashboard.pages.asking import send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.filled import Filled
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, visitor_of
from services.dashboard.pages.one_patient import known_patient, patient_page
from services.dashboard.store import planned
from services.dashboard.store.audit import Audited
from shared.ids import new_id

FEWEST, MOST = 2, 52
LONGEST_WEEKS = 12


def series_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}/series")
    async def show(request: Request, patient_id: str) -> Response:
        filled = Filled.empty(count="6", every_weeks="1", time="09:00")
        return await _page(desk, visitor_of(request), patient_id, filled)

    @router.post("/patients/{patient_id}/series/check")
    async def check(request: Request, patient_id: str) -> Response:
        """Saves nothing."""
        visitor, filled = await acting(desk, request), Filled(await request.form())
        await known_patient(desk, patient_id)
        asked = _wanted(desk, filled, patient_id)
        if filled.errors:
            return await _page(desk, visitor, patient_id, filled)
        sent = await desk.owners.booking.send("/staff/v1/series/check", asked, visitor.staff)
        if (checked := sent.read(Checked)) is None:
            return await _page(desk, visitor, patient_id, filled, sent=sent)
        return await _page(desk, visitor, patient_id, filled, checked=checked)

    @router.post("/patients/{patient_id}/series")
    async def save(request: Request, patient_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        await known_patient(desk, patient_id)
        times = [each for each in filled.texts("times") if each]
        if len(times) < FEWEST:
            filled.errors["count"] = "A series has two visits or more."
            return await _page(desk, visitor, patient_id, filled)
        asked = {
            "patient_id": patient_id,
            "treatment": filled.text("treatment"),
            "practitioner": filled.text("practitioner") or "any",
            "every_weeks": filled.number("every_weeks", 1, LONGEST_WEEKS, ""),
            "times": sorted(times),
        }
        key = parse_id(filled.text("request_id"))
        sent = await send_owner(
            desk,
            desk.owners.booking.send("/staff/v1/series", asked, visitor.staff, key=key),
            by=visitor,
            patient_id=patient_id,
            audited=Audited.SERIES_CHANGED,
            subject="series",
        )
        if sent.answer is Answer.DONE:
            return RedirectResponse(f"/patients/{patient_id}/series", 303)
        return await _page(desk, visitor, patient_id, filled, sent=sent)

    return router


def _wanted(desk: Desk, filled: Filled, patient_id: str) -> dict[str, object]:
    """As booking looks at it. `day` and `time` are wall time."""
    treatment = filled.needed("treatment", "Choose the treatment.")
    filled.needed("day", "Choose the day of the first visit.")
    filled.day("day", "Write the day as in 2027-12-31.")
    first_at = None
    if "day" not in filled.errors:
        try:
            first_at = datetime.fromisoformat(f"{filled.text('day')}T{filled.text('time')}")
        except ValueError:
            filled.errors["time"] = "Write the time as in 09:00."
    return {
        "patient_id": patient_id,
        "treatment": treatment,
        "practitioner": filled.text("practitioner") or "any",
        "every_weeks": filled.number(
            "every_weeks", 1, LONGEST_WEEKS, f"Say how many weeks apart, 1 to {LONGEST_WEEKS}."
        ),
        "count": filled.number("count", FEWEST, MOST, f"Say how many visits, {FEWEST} to {MOST}."),
        "first_at": first_at.replace(tzinfo=desk.zone).isoformat() if first_at else None,
    }


async def _page(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    filled: Filled,
    *,
    sent: Sent | None = None,
    checked: Checked | None = None,
) -> Response:
    try:
        catalogue = await show_catalogue(desk.owners, visitor.staff)
    except OwnerAwayError:
        catalogue = None
    async with desk.db.transaction() as conn:
        series = (await planned.list_of_patient(conn, patient_id)).get("series", [])
    shown: dict[str, Any] = {
        "series": series,
        "catalogue": catalogue,
        "filled": filled,
        "checked": checked,
        "request_id": str(new_id()),
        "problem": refused(sent, owner="Booking") if sent else "",
    }
    status = 422 if filled.errors else 409 if sent else 200
    return await patient_page(desk, visitor, patient_id, "series.html", shown, status=status)
