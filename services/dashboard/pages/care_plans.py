"""The care plan of one patient: made, changed, ended; booking counts what is done of it."""

from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.courses import CarePlan, show_care_plans
from services.dashboard.owned import show_catalogue
from services.dashboard.owners import Answer, OwnerAwayError, Sent
from services.dashboard.pages.answers import refused
from services.dashboard.pages.asking import send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.filled import Filled
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, visitor_of
from services.dashboard.pages.one_patient import known_patient, patient_page
from services.dashboard.pages.visits import parse_version
from services.dashboard.store import merges
from services.dashboard.store.audit import Audited
from shared.events.planning import CarePlanState

MOST_VISITS = 100
LONGEST_WEEKS = 12
EMPTY_ROWS = 2
MOST_ROWS = 20
VISITS_PROBLEM = f"Say how many visits, 1 to {MOST_VISITS}."
WEEKS_PROBLEM = f"Say how many weeks apart, 1 to {LONGEST_WEEKS}."


def care_plan_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}/care-plan")
    async def show(request: Request, patient_id: str) -> Response:
        return await _page(desk, visitor_of(request), patient_id, None)

    @router.post("/patients/{patient_id}/care-plan")
    async def make(request: Request, patient_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        await known_patient(desk, patient_id)
        filled.needed("starts_on", "Choose the day it begins.")
        starts_on = filled.day("starts_on", "Write the day as in 2027-12-31.")
        asked = {"patient_id": patient_id, "starts_on": str(starts_on), "items": _items(filled)}
        return await _send(desk, visitor, patient_id, "care-plans", asked, filled)

    @router.post("/patients/{patient_id}/care-plan/{plan_id}/change")
    async def change(request: Request, patient_id: str, plan_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        asked = {"version": parse_version(filled.text("version")), "items": _items(filled)}
        path = f"care-plans/{parse_id(plan_id)}/change"
        return await _send(desk, visitor, patient_id, path, asked, filled)

    @router.post("/patients/{patient_id}/care-plan/{plan_id}/end")
    async def end(request: Request, patient_id: str, plan_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        asked: dict[str, object] = {
            "version": parse_version(filled.text("version")),
            "stopped": filled.needed("how", "Choose how it ended.") == "stopped",
        }
        if reason := filled.text("reason"):
            asked["reason"] = reason
        path = f"care-plans/{parse_id(plan_id)}/end"
        return await _send(desk, visitor, patient_id, path, asked, filled)

    return router


def _items(filled: Filled) -> list[dict[str, object]]:
    """Rows without a treatment are passed over."""
    items = []
    for row in range(1, MOST_ROWS + 1):
        if treatment := filled.text(f"treatment-{row}"):
            visits = filled.number(f"visits-{row}", 1, MOST_VISITS, VISITS_PROBLEM)
            weeks = filled.number(f"weeks-{row}", 1, LONGEST_WEEKS, WEEKS_PROBLEM)
            items.append({"treatment": treatment, "visits": visits, "every_weeks": weeks})
    if not items:
        filled.errors["treatment-1"] = "Choose at least one treatment."
    return items


async def _send(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    path: str,
    asked: dict[str, Any],
    filled: Filled,
) -> Response:
    if filled.errors:
        return await _page(desk, visitor, patient_id, filled)
    sent = await send_owner(
        desk,
        desk.owners.booking.send(f"/staff/v1/{path}", asked, visitor.staff),
        by=visitor,
        patient_id=patient_id,
        audited=Audited.CARE_PLAN_CHANGED,
        subject=path,
    )
    if sent.answer is Answer.DONE:
        return RedirectResponse(f"/patients/{patient_id}/care-plan", 303)
    return await _page(desk, visitor, patient_id, filled, sent)


async def _page(
    desk: Desk, visitor: Visitor, patient_id: str, filled: Filled | None, sent: Sent | None = None
) -> Response:
    """Without what was typed, the form shows the plan as it is."""
    known = await _known(desk, visitor, patient_id)
    if filled is None:
        filled = _as_it_is(desk, known.get("active"))
    used = sum(1 for row in range(1, MOST_ROWS + 1) if filled.text(f"treatment-{row}"))
    shown: dict[str, Any] = {
        **known,
        "filled": filled,
        "rows": min(used + EMPTY_ROWS, MOST_ROWS),
        "problem": refused(sent, owner="Booking") if sent else "",
    }
    status = 422 if filled.errors else 409 if sent else 200
    return await patient_page(desk, visitor, patient_id, "care_plan.html", shown, status=status)


def _as_it_is(desk: Desk, plan: CarePlan | None) -> Filled:
    said = {"starts_on": desk.today().isoformat()}
    for row, item in enumerate(plan.items if plan else (), start=1):
        said |= {
            f"treatment-{row}": item.treatment.id,
            f"visits-{row}": str(item.visits),
            f"weeks-{row}": str(item.every_weeks),
        }
    return Filled.empty(**said)


async def _known(desk: Desk, visitor: Visitor, patient_id: str) -> dict[str, Any]:
    async with desk.db.transaction() as conn:
        ids = await merges.list_records(conn, patient_id)
    try:
        plans = await show_care_plans(desk.owners, ids, visitor.staff)
        treatments = (await show_catalogue(desk.owners, visitor.staff)).treatments
    except OwnerAwayError:
        return {"booking_away": True}
    active = next((plan for plan in plans if plan.state is CarePlanState.ACTIVE), None)
    return {
        "booking_away": False,
        "active": active,
        "over": [plan for plan in plans if plan is not active],
        "treatments": treatments,
    }
