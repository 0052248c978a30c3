"""Marking a patient's text as read."""

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.live.hints import Hints, Kind
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import Gate, acting, is_part
from services.dashboard.pages.today import panels_context, part_context
from services.dashboard.store import audit, replies
from services.dashboard.store.audit import Audited


def reply_pages(desk: Desk, gate: Gate, hints: Hints) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.post("/replies/{reply_id}/read")
    async def read(request: Request, reply_id: str) -> Response:
        """Answers with the panels; the other pages of this patient hear of it by a hint."""
        visitor = await acting(desk, request)
        at = desk.clock.now()
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
