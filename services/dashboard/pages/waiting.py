"""What waits for a person: tasks, calls, courses to review, visits that cannot be kept."""

from collections.abc import Awaitable
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owned import Waiting, show_waiting
from services.dashboard.owners import Answer
from services.dashboard.pages.answers import told
from services.dashboard.pages.asking import ask_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import Gate, Visitor, acting, is_part, text_of, visitor_of
from services.dashboard.pages.today import look, panels_context, part_context
from services.dashboard.pages.visits import get_visit, parse_version
from services.dashboard.store import patients, planned, tasks, today
from services.dashboard.store.audit import Audited
from shared.db import Connection

CALL_OUTCOMES = {"reached", "not_reached", "declined"}


def waiting_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/parts/waiting")
    async def part(request: Request) -> Response:
        return await _waiting(desk, visitor_of(request), {})

    @router.post("/tasks/{task_id}/done")
    async def finish_task(request: Request, task_id: str) -> Response:
        visitor = await acting(desk, request)
        async with desk.db.transaction() as conn:
            patient_id = await tasks.find_patient(conn, task_id)
        if patient_id is None:
            raise HTTPException(404)
        asking = desk.owners.finish_task(task_id, by=visitor.staff)
        answer, shown = await ask_owner(
            desk,
            asking,
            by=visitor,
            patient_id=patient_id,
            audited=Audited.TASK_FINISHED,
            subject=task_id,
        )
        words = told(answer, owner="Texting", shown=shown, done="Done")
        if not is_part(request):
            return RedirectResponse("/", 303)
        async with desk.db.transaction() as conn:
            context = {**await panels_context(conn), **part_context(desk, visitor), **words}
        return page(desk, "parts/panels_changed.html", context)

    @router.post("/calls/{call_id}/done")
    async def finish_call(request: Request, call_id: str) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        outcome, score = text_of(form, "outcome"), text_of(form, "score")
        if outcome not in CALL_OUTCOMES or (score and not score.isdecimal()):
            return await _waiting(desk, visitor, {"problem": "Say whether they were reached."})
        asking = desk.owners.finish_call(
            call_id, outcome, int(score) if score else None, by=visitor.staff
        )
        patient_id = text_of(form, "patient")
        return await _asked(
            desk, request, visitor, asking, patient_id, Audited.CALL_FINISHED, call_id, "Follow-up"
        )

    @router.post("/visits/{appointment_id}/offer")
    async def offer(request: Request, appointment_id: str) -> Response:
        visitor, row = await acting(desk, request), await get_visit(desk, appointment_id)
        version = parse_version(text_of(await request.form(), "version"))
        asking = desk.owners.offer_new_times(appointment_id, version=version, by=visitor.staff)
        return await _asked(
            desk,
            request,
            visitor,
            asking,
            row.patient_id,
            Audited.NEW_TIMES_OFFERED,
            appointment_id,
            "Booking",
        )

    @router.post("/visits/{appointment_id}/keep")
    async def keep(request: Request, appointment_id: str) -> Response:
        visitor, row = await acting(desk, request), await get_visit(desk, appointment_id)
        form = await request.form()
        reason, version = text_of(form, "reason").strip(), parse_version(text_of(form, "version"))
        if not reason:
            return await _waiting(desk, visitor, {"problem": "Say why the visit is kept."})
        asking = desk.owners.keep_visit(appointment_id, reason, version=version, by=visitor.staff)
        return await _asked(
            desk,
            request,
            visitor,
            asking,
            row.patient_id,
            Audited.VISIT_KEPT,
            appointment_id,
            "Booking",
        )

    return router


async def _asked(
    desk: Desk,
    request: Request,
    visitor: Visitor,
    asking: Awaitable[Answer],
    patient_id: str,
    audited: Audited,
    subject: str,
    owner: str,
) -> Response:
    answer, shown = await ask_owner(
        desk, asking, by=visitor, patient_id=patient_id, audited=audited, subject=subject
    )
    if not is_part(request):
        return RedirectResponse("/", 303)
    return await _waiting(desk, visitor, told(answer, owner=owner, shown=shown, done="Done"))


async def _waiting(desk: Desk, visitor: Visitor, words: dict[str, Any]) -> Response:
    waiting = await show_waiting(desk.owners, visitor.staff)
    async with desk.db.transaction() as conn:
        await look(desk, conn, visitor, Audited.DAY_VIEWED, desk.today().isoformat())
        context = {
            **await _people(desk, conn, waiting),
            **part_context(desk, visitor),
            "waiting": waiting,
            "waitlist_calls": await planned.list_calls(conn),
            "open_offers": await planned.count_open_offers(conn),
            **words,
        }
    return page(desk, "parts/waiting_changed.html" if words else "parts/waiting.html", context)


async def _people(desk: Desk, conn: Connection, waiting: Waiting) -> dict[str, Any]:
    """Names and phones, and who of them comes today: those are talked to first."""
    ids = [row.patient_id for row in (*(waiting.calls or ()), *(waiting.reviews or ()))]
    return {
        "people": await patients.list_by_ids(conn, ids),
        "coming": await today.list_patients(conn, *desk.bounds(desk.today())),
    }
