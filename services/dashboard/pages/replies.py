"""Marking a patient's text as read."""

from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.live.hints import Hints, Kind
from services.dashboard.pages.answers import told
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import Gate, Visitor, acting, is_part
from services.dashboard.pages.today import panels_context, part_context, whole_day
from services.dashboard.store import audit, replies
from services.dashboard.store.audit import Audited


def reply_pages(desk: Desk, gate: Gate, hints: Hints) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.post("/replies/{reply_id}/read")
    async def read(request: Request, reply_id: str) -> Response:
        """Answers with the panels; the other pages of this patient hear of it by a hint. notify
        must know too: it tells whoever is on call of what nobody has read.
        """
        visitor = await acting(desk, request)
        at = desk.clock.now()
        answer = await desk.owners.read_reply(reply_id, by=visitor.staff)
        words = told(answer, owner="Texting", shown=True, done="Marked as read")
        if words["problem"]:
            return await _unread(desk, request, visitor, words)
        async with desk.db.transaction() as conn:
            patient_id = await replies.mark_read(conn, reply_id, staff_id=visitor.staff.id, at=at)
            if patient_id is None:
                raise HTTPException(404)
            await audit.add(
                conn,
                Audited.REPLY_READ,
                staff_id=visitor.staff.id,
                at=at,
                patient_id=patient_id,
                subject=reply_id,
            )
            context = {**await panels_context(conn), **part_context(desk, visitor)}
        hints.add(patient_id, Kind.REPLIES)
        if is_part(request):
            return page(desk, "parts/panels.html", context)
        return RedirectResponse("/", 303)

    return router


async def _unread(
    desk: Desk, request: Request, visitor: Visitor, words: dict[str, Any]
) -> Response:
    if not is_part(request):
        return await whole_day(desk, visitor, desk.today(), words=words, status=503)
    async with desk.db.transaction() as conn:
        context = {**await panels_context(conn), **part_context(desk, visitor), **words}
    return page(desk, "parts/panels_changed.html", context)
