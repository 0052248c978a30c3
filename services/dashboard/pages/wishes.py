"""Putting a patient on the waitlist from the desk: what, with whom, on which days."""

from datetime import date, datetime, time
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owned import show_catalogue
from services.dashboard.owners import Answer, OwnerAwayError, Sent
from services.dashboard.pages.answers import refused
from services.dashboard.pages.asking import send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.filled import Filled
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id
from services.dashboard.pages.one_patient import known_patient, patient_page
from services.dashboard.pages.plan_words import WEEKDAY
from services.dashboard.store import patients
from services.dashboard.store.audit import Audited

LONGEST_NOTICE_HOURS = 336
USUAL = {"from_time": "08:00", "until_time": "20:00", "notice_hours": "3"}


def wish_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}/waitlist")
    async def ask(request: Request, patient_id: str) -> Response:
        visitor = await acting(desk, request)
        filled = Filled.empty(**USUAL)
        filled.said["weekdays"] = [str(day) for day in WEEKDAY]
        return await _page(desk, visitor, patient_id, filled)

    @router.post("/patients/{patient_id}/waitlist")
    async def join(request: Request, patient_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        await known_patient(desk, patient_id)
        asked = _asked(filled, patient_id, desk.today())
        if filled.errors:
            return await _page(desk, visitor, patient_id, filled)
        sent = await send_owner(
            desk,
            desk.owners.booking.send("/staff/v1/waitlist", asked, visitor.staff),
            by=visitor,
            patient_id=patient_id,
            audited=Audited.WAITLIST_CHANGED,
            subject="waitlist",
        )
        if sent.answer is Answer.DONE:
            return RedirectResponse("/waitlist", 303)
        return await _page(desk, visitor, patient_id, filled, sent)

    return router


def _asked(filled: Filled, patient_id: str, today: date) -> dict[str, object]:
    """As booking takes it. Times are wall time at the clinic."""
    days = [int(day) for day in filled.texts("weekdays") if day in {str(d) for d in WEEKDAY}]
    treatment = filled.needed("treatment", "Choose what they wait for.")
    if not days:
        filled.errors["weekdays"] = "Choose at least one day."
    start, end = _wall_time(filled, "from_time"), _wall_time(filled, "until_time")
    if start and end and end <= start:
        filled.errors["until_time"] = "The end must be after the beginning."
    notice = filled.number(
        "notice_hours", 0, LONGEST_NOTICE_HOURS, f"Say how many hours, 0 to {LONGEST_NOTICE_HOURS}."
    )
    last_on = filled.day("last_on", "Write the day as in 2027-12-31.")
    if last_on and last_on < today:
        filled.errors["last_on"] = "That day is past."
    later = filled.text("appointment_id")
    return {
        "patient_id": patient_id,
        "treatment": treatment,
        "practitioner": filled.text("practitioner") or "any",
        "weekdays": days,
        "from_time": filled.text("from_time"),
        "until_time": filled.text("until_time"),
        "notice_hours": notice,
        "last_on": last_on.isoformat() if last_on else None,
        "appointment_id": parse_id(later) if later else None,
    }


def _wall_time(filled: Filled, name: str) -> time | None:
    try:
        return time.fromisoformat(filled.text(name))
    except ValueError:
        filled.errors[name] = "Write the time as in 09:00."
        return None


async def _page(
    desk: Desk, visitor: Visitor, patient_id: str, filled: Filled, sent: Sent | None = None
) -> Response:
    shown: dict[str, Any] = {
        **await _known(desk, visitor, patient_id),
        "filled": filled,
        "problem": refused(sent, owner="Booking") if sent else "",
    }
    status = 422 if filled.errors else 409 if sent else 200
    return await patient_page(desk, visitor, patient_id, "join_waitlist.html", shown, status=status)


async def _known(desk: Desk, visitor: Visitor, patient_id: str) -> dict[str, Any]:
    try:
        catalogue = await show_catalogue(desk.owners, visitor.staff)
    except OwnerAwayError:
        return {"booking_away": True}
    now: datetime = desk.clock.now()
    async with desk.db.transaction() as conn:
        ahead = await patients.list_visits_ahead(conn, patient_id, now)
    return {"booking_away": False, "catalogue": catalogue, "ahead": ahead}
