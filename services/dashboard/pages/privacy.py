"""All that is kept of a patient, for the owner to hand over; and forgetting them."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.kept import Hold, Kept, show_holds, show_kept
from services.dashboard.owners import Answer, OwnerAwayError, Sent
from services.dashboard.pages.answers import refused
from services.dashboard.pages.asking import send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.filled import Filled
from services.dashboard.pages.gate import Gate, Visitor, acting
from services.dashboard.pages.one_patient import known_patient, patient_page
from services.dashboard.pages.phrases import SERVICE
from services.dashboard.store import audit, audit_log, exports, merges, patients
from services.dashboard.store.audit import Audited
from shared.auth import Role

OWNER = frozenset({Role.OWNER})
LONGEST_REASON = 200
MOST_SHOWN = 20


def privacy_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_export(router, desk)
    _add_holds(router, desk)

    @router.post("/patients/{patient_id}/erase")
    async def erase(request: Request, patient_id: str) -> Response:
        """The name is typed as it stands: nobody erases the wrong one by a slip."""
        visitor, filled = await acting(desk, request, OWNER), Filled(await request.form())
        patient = await known_patient(desk, patient_id)
        if filled.text("name").casefold() != (patient.name or patient_id).casefold():
            filled.errors["name"] = "This is not the patient's name as it stands above."
            return await _page(desk, visitor, patient_id, filled)
        sent = await _send(desk, visitor, patient_id, "erase", Audited.PATIENT_ERASED)
        if sent.answer is not Answer.DONE or sent.response is None:
            return await _page(desk, visitor, patient_id, filled, sent=sent)
        held = sent.response.json().get("state") == "held"
        return RedirectResponse(f"/patients/{patient_id}/privacy" if held else "/", 303)

    return router


def _add_export(router: APIRouter, desk: Desk) -> None:
    @router.get("/patients/{patient_id}/privacy")
    async def show(request: Request, patient_id: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _page(desk, visitor, patient_id, Filled.empty())

    @router.post("/patients/{patient_id}/export")
    async def export(request: Request, patient_id: str) -> Response:
        """A POST: it is written down, and no address in a history leads to it. While a service is
        away, only on purpose, and the file says what it lacks.
        """
        visitor, filled = await acting(desk, request, OWNER), Filled(await request.form())
        await known_patient(desk, patient_id)
        async with desk.db.transaction() as conn:
            ids = await merges.list_records(conn, patient_id)
        kept = await show_kept(desk.owners, ids, visitor.staff)
        if kept.away and not filled.text("incomplete"):
            return await _page(desk, visitor, patient_id, filled, away=kept.away)
        async with desk.db.transaction() as conn:
            ours = {record_id: await exports.export(conn, record_id) for record_id in ids}
            await audit.add(
                conn,
                Audited.PATIENT_EXPORTED,
                staff_id=visitor.staff.id,
                at=desk.clock.now(),
                patient_id=patient_id,
                subject=f"without {' '.join(kept.away)}" if kept.away else None,
            )
        return _file(desk, patient_id, kept, ours)


def _add_holds(router: APIRouter, desk: Desk) -> None:
    @router.post("/patients/{patient_id}/hold")
    async def hold(request: Request, patient_id: str) -> Response:
        visitor, filled = await acting(desk, request, OWNER), Filled(await request.form())
        await known_patient(desk, patient_id)
        reason = filled.needed("reason", "Say why: whoever lifts the hold wants to know.")
        if filled.errors:
            return await _page(desk, visitor, patient_id, filled)
        asked = {"reason": reason[:LONGEST_REASON]}
        sent = await _send(
            desk, visitor, patient_id, "hold", Audited.HOLD_CHANGED, asked, method="PUT"
        )
        return await _held(desk, visitor, patient_id, filled, sent)

    @router.post("/patients/{patient_id}/hold/lift")
    async def lift(request: Request, patient_id: str) -> Response:
        visitor, filled = await acting(desk, request, OWNER), Filled(await request.form())
        await known_patient(desk, patient_id)
        sent = await _send(desk, visitor, patient_id, "hold", Audited.HOLD_CHANGED, method="DELETE")
        return await _held(desk, visitor, patient_id, filled, sent)


async def _held(
    desk: Desk, visitor: Visitor, patient_id: str, filled: Filled, sent: Sent
) -> Response:
    """Lifting a hold may have forgotten the patient: then their page is no more."""
    if sent.answer is not Answer.DONE:
        return await _page(desk, visitor, patient_id, filled, sent=sent)
    async with desk.db.transaction() as conn:
        known = await patients.find(conn, patient_id)
    return RedirectResponse(f"/patients/{patient_id}/privacy" if known else "/", 303)


async def _send(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    what: str,
    audited: Audited,
    asked: Mapping[str, object] | None = None,
    *,
    method: str = "POST",
) -> Sent:
    path = f"/staff/v1/patients/{patient_id}/{what}"
    return await send_owner(
        desk,
        desk.owners.booking.send(path, asked or {}, visitor.staff, method=method),
        by=visitor,
        patient_id=patient_id,
        audited=audited,
        subject=f"{method} {what}",
    )


async def _page(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    filled: Filled,
    *,
    sent: Sent | None = None,
    away: tuple[str, ...] = (),
) -> Response:
    async with desk.db.transaction() as conn:
        ids = await merges.list_records(conn, patient_id)
        ahead = await patients.list_visits_ahead(conn, patient_id, desk.clock.now(), MOST_SHOWN)
        members = {member.id: member.name for member in await audit_log.list_staff(conn)}
    shown: dict[str, Any] = {
        "holds": await _holds(desk, visitor, ids),
        "records": len(ids),
        "ahead": ahead,
        "members": members,
        "filled": filled,
        "away": [SERVICE[name] for name in away],
        "problem": refused(sent, owner="Booking") if sent else "",
    }
    status = 503 if away else 422 if filled.errors else 409 if sent else 200
    return await patient_page(desk, visitor, patient_id, "privacy.html", shown, status=status)


async def _holds(desk: Desk, visitor: Visitor, ids: list[str]) -> list[Hold] | None:
    try:
        return await show_holds(desk.owners, ids, visitor.staff)
    except OwnerAwayError:
        return None


def _file(
    desk: Desk, patient_id: str, kept: Kept, ours: dict[str, dict[str, list[dict[str, Any]]]]
) -> Response:
    body = {
        "patient_id": patient_id,
        "exported_at": desk.clock.now(),
        "complete": not kept.away,
        "missing": list(kept.away),
        "records": [
            {"patient_id": record_id, "dashboard": tables, **kept.tables[record_id]}
            for record_id, tables in ours.items()
        ],
    }
    name = "patient-incomplete.json" if kept.away else "patient.json"
    return Response(
        json.dumps(body, default=str, ensure_ascii=False, indent=1),
        media_type="application/json",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
