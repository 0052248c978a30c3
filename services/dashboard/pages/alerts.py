"""Alerts: who needs a call, who has it in hand, what came of it. Followup decides and records."""

from collections.abc import Awaitable
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owned import Case
from services.dashboard.owners import Answer, OwnerAwayError
from services.dashboard.pages.answers import told
from services.dashboard.pages.asking import ask_owner
from services.dashboard.pages.desk import JUDGING, Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, acting, is_part, text_of, visitor_of
from services.dashboard.pages.phrases import OUTCOME
from services.dashboard.pages.today import look, part_context
from services.dashboard.store import alerts, audit
from services.dashboard.store.alerts import AlertRow
from services.dashboard.store.audit import Audited
from shared.db import Connection

CLOSED_SHOWN = 20


def alert_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/alerts")
    async def show(request: Request) -> Response:
        return await _whole(desk, visitor_of(request), {})

    @router.get("/parts/alerts")
    async def part(request: Request) -> Response:
        visitor = visitor_of(request)
        async with desk.db.transaction() as conn:
            await look(desk, conn, visitor, Audited.ALERTS_VIEWED, None)
            context = {**await _lists(conn), **part_context(desk, visitor)}
        return page(desk, "parts/alerts.html", context)

    @router.post("/alerts/{alert_id}/acknowledge")
    async def acknowledge(request: Request, alert_id: str) -> Response:
        visitor, row = await acting(desk, request), await _get(desk, alert_id)
        asking = desk.owners.acknowledge_alert(alert_id, by=visitor.staff)
        return await _changed(desk, request, visitor, row, "acknowledge", asking)

    @router.post("/alerts/{alert_id}/close")
    async def close(request: Request, alert_id: str) -> Response:
        visitor, row = await acting(desk, request, JUDGING), await _get(desk, alert_id)
        outcome = text_of(await request.form(), "outcome")
        if outcome not in OUTCOME:
            return await _unchanged(desk, request, visitor, "Choose what came of it, then close.")
        asking = desk.owners.close_alert(alert_id, outcome, by=visitor.staff)
        return await _changed(desk, request, visitor, row, "close", asking)

    @router.post("/alerts/{alert_id}/seen")
    async def see(request: Request, alert_id: str) -> Response:
        """Whoever opens a case has seen it; followup writes that down, and shows who else has."""
        visitor, row = visitor_of(request), await _get(desk, alert_id)
        path = f"/staff/v1/alerts/{alert_id}"
        await desk.owners.followup.ask(f"{path}/seen", {}, visitor.staff)
        try:
            case = await desk.owners.followup.show(path, Case, visitor.staff)
        except OwnerAwayError:
            case = None
        if not is_part(request):
            return RedirectResponse(f"/alerts#alert-{row.alert_id}", 303)
        return page(desk, "parts/case.html", {"case": case})

    return router


async def _get(desk: Desk, alert_id: str) -> AlertRow:
    async with desk.db.transaction() as conn:
        row = await alerts.find(conn, alert_id)
    if row is None:
        raise HTTPException(404)
    return row


async def _changed(
    desk: Desk,
    request: Request,
    visitor: Visitor,
    row: AlertRow,
    what: str,
    asking: Awaitable[Answer],
) -> Response:
    answer, shown = await ask_owner(
        desk,
        asking,
        by=visitor,
        patient_id=row.patient_id,
        audited=Audited.ALERT_CHANGED,
        subject=f"{row.alert_id} {what}",
    )
    words = told(answer, owner="Follow-up", shown=shown, done=f"Alert: {what}")
    return await _answer(desk, request, visitor, words)


async def _unchanged(desk: Desk, request: Request, visitor: Visitor, problem: str) -> Response:
    return await _answer(desk, request, visitor, {"problem": problem, "spoken": ""})


async def _answer(
    desk: Desk, request: Request, visitor: Visitor, words: dict[str, Any]
) -> Response:
    if not is_part(request):
        if words["problem"]:
            return await _whole(desk, visitor, words, 503)
        return RedirectResponse("/alerts", 303)
    async with desk.db.transaction() as conn:
        context = {**await _lists(conn), **part_context(desk, visitor), **words}
    return page(desk, "parts/alerts_changed.html", context)


async def _lists(conn: Connection) -> dict[str, Any]:
    return {
        "open_alerts": await alerts.list_open(conn),
        "closed_alerts": await alerts.list_closed(conn, CLOSED_SHOWN),
    }


async def _whole(
    desk: Desk, visitor: Visitor, words: dict[str, Any], status: int = 200
) -> Response:
    async with desk.db.transaction() as conn:
        at = desk.clock.now()
        await audit.add(conn, Audited.ALERTS_VIEWED, staff_id=visitor.staff.id, at=at)
        context = {
            **await frame(desk, conn, visitor, current="/alerts"),
            **await _lists(conn),
            **words,
        }
    return page(desk, "alerts.html", context, status)
