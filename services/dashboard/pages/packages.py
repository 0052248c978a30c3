"""Packages of one patient: sold, corrected with a reason, every line of the ledger shown."""

from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.courses import show_packages
from services.dashboard.owned import show_catalogue
from services.dashboard.owners import Answer, OwnerAwayError, Sent
from services.dashboard.pages.answers import refused
from services.dashboard.pages.asking import send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.filled import Filled
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, visitor_of
from services.dashboard.pages.one_patient import known_patient, patient_page
from services.dashboard.store import audit_log, merges
from services.dashboard.store.audit import Audited
from shared.ids import new_id

MOST_VISITS = 200


def package_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}/packages")
    async def show(request: Request, patient_id: str) -> Response:
        return await _page(desk, visitor_of(request), patient_id, Filled.empty())

    @router.post("/patients/{patient_id}/packages")
    async def sell(request: Request, patient_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        await known_patient(desk, patient_id)
        asked = _sale(filled, patient_id)
        if filled.errors:
            return await _page(desk, visitor, patient_id, filled)
        return await _send(desk, visitor, patient_id, "packages", asked, filled)

    @router.post("/patients/{patient_id}/packages/correct")
    async def correct(request: Request, patient_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        await known_patient(desk, patient_id)
        package, _, version = filled.needed("package", "Choose a package.").partition(" ")
        asked = _correction(filled) | {"version": int(version) if version.isdecimal() else 0}
        if filled.errors:
            return await _page(desk, visitor, patient_id, filled)
        path = f"packages/{parse_id(package)}/correct"
        return await _send(desk, visitor, patient_id, path, asked, filled)

    return router


def _sale(filled: Filled, patient_id: str) -> dict[str, object]:
    """As booking takes it. The id is the form's, so that what is sent twice is sold once."""
    filled.needed("treatments", "Choose what the package is for.")
    many = f"Say how many visits, 1 to {MOST_VISITS}."
    expires_on = filled.day("expires_on", "Write the day as in 2027-12-31.")
    return {
        "package_id": parse_id(filled.text("request_id")),
        "patient_id": patient_id,
        "treatments": filled.texts("treatments"),
        "visits": filled.number("visits", 1, MOST_VISITS, many),
        "expires_on": expires_on.isoformat() if expires_on else None,
    }


def _correction(filled: Filled) -> dict[str, object]:
    added = filled.number(
        "credits", -MOST_VISITS, MOST_VISITS, "Say how many visits to add, such as 1 or -1."
    )
    if not added:
        filled.errors.setdefault("credits", "Say how many visits to add, such as 1 or -1.")
    return {
        "credits": added,
        "reason": filled.needed("reason", "Say why: the reason stays in the ledger."),
        "overrule": bool(filled.text("overrule")),
    }


async def _send(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    path: str,
    asked: dict[str, object],
    filled: Filled,
) -> Response:
    sent = await send_owner(
        desk,
        desk.owners.booking.send(f"/staff/v1/{path}", asked, visitor.staff),
        by=visitor,
        patient_id=patient_id,
        audited=Audited.PACKAGE_CHANGED,
        subject=path,
    )
    if sent.answer is Answer.DONE:
        return RedirectResponse(f"/patients/{patient_id}/packages", 303)
    return await _page(desk, visitor, patient_id, filled, sent)


async def _page(
    desk: Desk, visitor: Visitor, patient_id: str, filled: Filled, sent: Sent | None = None
) -> Response:
    shown: dict[str, Any] = {
        **await _known(desk, visitor, patient_id),
        "filled": filled,
        "request_id": filled.text("request_id") or str(new_id()),
        "may_overrule": sent is not None and sent.code == "not_enough",
        "problem": refused(sent, owner="Booking") if sent else "",
    }
    status = 422 if filled.errors else 409 if sent else 200
    return await patient_page(desk, visitor, patient_id, "packages.html", shown, status=status)


async def _known(desk: Desk, visitor: Visitor, patient_id: str) -> dict[str, Any]:
    async with desk.db.transaction() as conn:
        ids = await merges.list_records(conn, patient_id)
        members = {member.id: member.name for member in await audit_log.list_staff(conn)}
    try:
        packages = await show_packages(desk.owners, ids, visitor.staff)
        treatments = (await show_catalogue(desk.owners, visitor.staff)).treatments
    except OwnerAwayError:
        return {"booking_away": True}
    return {
        "booking_away": False,
        "packages": packages,
        "treatments": treatments,
        "members": members,
    }
