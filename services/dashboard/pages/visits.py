"""The buttons beside a visit. Booking decides and does; the change comes back as an event."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.domain.visits import Action
from services.dashboard.owners import Answer
from services.dashboard.pages.answers import changed_by, told
from services.dashboard.pages.asking import ask_owner
from services.dashboard.pages.desk import ACTING, JUDGING, Desk
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import Gate, Visitor, acting, is_part, text_of
from services.dashboard.pages.phrases import ACTION
from services.dashboard.pages.today import Order, day_context, part_context, whole_day
from services.dashboard.store import timeline, today
from services.dashboard.store.audit import Audited
from services.dashboard.store.today import VisitRow


def visit_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.post("/visits/{appointment_id}/{action}")
    async def change(request: Request, appointment_id: str, action: Action) -> Response:
        visitor = await acting(desk, request, JUDGING if action is Action.RELEASE else ACTING)
        form = await request.form()
        row = await get_visit(desk, appointment_id)
        version = parse_version(text_of(form, "version"))
        answer, shown = await ask_owner(
            desk,
            desk.owners.change_visit(row.appointment_id, action, version=version, by=visitor.staff),
            by=visitor,
            patient_id=row.patient_id,
            audited=Audited.VISIT_CHANGED,
            subject=f"{row.appointment_id} {action}",
        )
        done = f"{row.patient_name or 'Visit'}: {ACTION[action]}"
        words = told(answer, owner="Booking", shown=shown, done=done)
        if answer is Answer.CHANGED:
            words |= await who_was_quicker(desk, appointment_id, version)
        day = row.starts_at.astimezone(desk.zone).date()
        if is_part(request):
            return await _part(desk, visitor, day, _order(form), words)
        if not words["problem"]:
            return RedirectResponse(f"/?day={day}", 303)
        return await _whole(desk, visitor, day, words)

    return router


async def get_visit(desk: Desk, appointment_id: str) -> VisitRow:
    async with desk.db.transaction() as conn:
        row = await today.find_visit(conn, appointment_id)
    if row is None:
        raise HTTPException(404)
    return row


def parse_version(text: str) -> int:
    if not text.isdecimal():
        raise HTTPException(422)
    return int(text)


async def who_was_quicker(desk: Desk, appointment_id: str, version: int) -> dict[str, str]:
    """Empty while the event of the other change is still on its way."""
    async with desk.db.transaction() as conn:
        change = await timeline.find_newer_change(conn, appointment_id, version)
    return {"problem": changed_by(change, desk.clock.now())} if change else {}


def _order(form: FormData) -> Order:
    return Order.ROOM if text_of(form, "by") == Order.ROOM else Order.TIME


async def _part(
    desk: Desk, visitor: Visitor, day: date, by: Order, words: dict[str, Any]
) -> Response:
    async with desk.db.transaction() as conn:
        day_shown = await day_context(desk, conn, day, by)
        context = {**day_shown, **part_context(desk, visitor), **words}
    return page(desk, "parts/visits_changed.html", context)


async def _whole(desk: Desk, visitor: Visitor, day: date, words: dict[str, Any]) -> Response:
    """For a browser without JavaScript."""
    return await whole_day(desk, visitor, day, words=words, status=503)
