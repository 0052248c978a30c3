"""One series: this visit, this and later ones, or all of them moved or cancelled."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import Answer, Sent
from services.dashboard.pages.answers import refused
from services.dashboard.pages.asking import send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.filled import Filled
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, visitor_of
from services.dashboard.pages.one_patient import patient_page
from services.dashboard.store import planned
from services.dashboard.store.audit import Audited
from services.dashboard.store.planned import Planned

# As booking calls them: one visit, it and those after it, or every one that is not past.
SCOPE = {"this": "Only this visit", "later": "This and later ones", "all": "All of them"}
WHEN_PROBLEM = "Choose the day and the time it moves to."


def series_change_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}/series/{series_id}")
    async def show(request: Request, patient_id: str, series_id: str) -> Response:
        row = await _get(desk, patient_id, series_id)
        return await _page(desk, visitor_of(request), patient_id, row, Filled.empty(scope="this"))

    @router.post("/patients/{patient_id}/series/{series_id}/move")
    async def move(request: Request, patient_id: str, series_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        row = await _get(desk, patient_id, series_id)
        asked = _scope(filled) | {"starts_at": _instant(desk, filled)}
        return await _send(desk, visitor, patient_id, row, "move", asked, filled)

    @router.post("/patients/{patient_id}/series/{series_id}/cancel")
    async def cancel(request: Request, patient_id: str, series_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        row = await _get(desk, patient_id, series_id)
        return await _send(desk, visitor, patient_id, row, "cancel", _scope(filled), filled)

    return router


def _scope(filled: Filled) -> dict[str, object]:
    scope = filled.needed("scope", "Choose which visits.")
    tell = filled.needed("tell", "Choose whether the patient is told.")
    asked: dict[str, object] = {
        "appointment_id": parse_id(filled.text("appointment_id")),
        "scope": scope if scope in SCOPE else "this",
        "tell_patient": tell == "yes",
    }
    return asked | ({"reason": reason} if (reason := filled.text("reason")) else {})


def _instant(desk: Desk, filled: Filled) -> str:
    try:
        at = datetime.fromisoformat(f"{filled.text('day')}T{filled.text('time')}")
    except ValueError:
        filled.errors["day"] = WHEN_PROBLEM
        return ""
    return at.replace(tzinfo=desk.zone).isoformat()


async def _send(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    row: Planned,
    what: str,
    asked: dict[str, object],
    filled: Filled,
) -> Response:
    if filled.errors:
        return await _page(desk, visitor, patient_id, row, filled)
    sent = await send_owner(
        desk,
        desk.owners.booking.send(f"/staff/v1/series/{row.id}/{what}", asked, visitor.staff),
        by=visitor,
        patient_id=patient_id,
        audited=Audited.SERIES_CHANGED,
        subject=f"{row.id} {what} {asked['scope']}",
    )
    if sent.answer is Answer.DONE:
        return RedirectResponse(f"/patients/{patient_id}/series/{row.id}", 303)
    return await _page(desk, visitor, patient_id, row, filled, sent)


async def _get(desk: Desk, patient_id: str, series_id: str) -> Planned:
    """Raises HTTPException 404."""
    async with desk.db.transaction() as conn:
        rows = (await planned.list_of_patient(conn, patient_id)).get("series", [])
    for row in rows:
        if row.id == series_id:
            return row
    raise HTTPException(404)


async def _page(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    row: Planned,
    filled: Filled,
    sent: Sent | None = None,
) -> Response:
    now = desk.clock.now()
    visits = [
        {**visit, "starts_at": datetime.fromisoformat(visit["starts_at"])}
        for visit in row.detail["visits"]
    ]
    ahead = [v for v in visits if v["status"] in {"booked", "confirmed"} and v["starts_at"] > now]
    shown: dict[str, Any] = {
        "row": row,
        "visits": visits,
        "ahead": ahead,
        "scopes": SCOPE,
        "filled": filled,
        "clashes": _clashes(sent),
        "problem": refused(sent, owner="Booking") if sent else "",
    }
    status = 422 if filled.errors else 409 if sent else 200
    return await patient_page(desk, visitor, patient_id, "one_series.html", shown, status=status)


def _clashes(sent: Sent | None) -> list[datetime]:
    """The times that cannot be had."""
    if sent is None or sent.response is None or sent.code != "series_clash":
        return []
    said: dict[str, Any] = sent.response.json()
    return [datetime.fromisoformat(clash["starts_at"]) for clash in said.get("clashes", ())]
