"""The inbox: who wrote, who waits too long; and the box in which staff answer."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.handlers.texting import NotTextedError, request_text
from services.dashboard.live.hints import Hints, Kind
from services.dashboard.pages.answers import COMES_BACK
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, acting, parse_id, text_of, visitor_of
from services.dashboard.pages.one_patient import get_patient
from services.dashboard.pages.patients import patient_context
from services.dashboard.pages.text_words import NOT_TEXTED
from services.dashboard.pages.today import look, part_context
from services.dashboard.store import audit, inbox
from services.dashboard.store.audit import Audited
from shared.db import Connection
from shared.sms import count_segments

SHOWN = timedelta(days=14)
THREADS = 100


def inbox_pages(desk: Desk, gate: Gate, hints: Hints) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/inbox")
    async def show(request: Request) -> Response:
        visitor = visitor_of(request)
        async with desk.db.transaction() as conn:
            at = desk.clock.now()
            await audit.add(conn, Audited.INBOX_VIEWED, staff_id=visitor.staff.id, at=at)
            context = {
                **await frame(desk, conn, visitor, current="/inbox"),
                **await _threads(desk, conn),
            }
        return page(desk, "inbox.html", context)

    @router.get("/parts/inbox")
    async def part(request: Request) -> Response:
        visitor = visitor_of(request)
        async with desk.db.transaction() as conn:
            await look(desk, conn, visitor, Audited.INBOX_VIEWED, None)
            context = {**await _threads(desk, conn), **part_context(desk, visitor)}
        return page(desk, "parts/inbox.html", context)

    @router.post("/texts/length")
    async def length(request: Request) -> Response:
        """A POST: what is typed belongs in no address."""
        body = text_of(await request.form(), "body").strip()
        return page(desk, "parts/text_length.html", {"length": count_segments(body)})

    @router.post("/patients/{patient_id}/texts")
    async def send(request: Request, patient_id: str) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        body, request_id = text_of(form, "body").strip(), parse_id(text_of(form, "request_id"))
        with desk.hub.subscribed(patient_id) as subscriber:
            try:
                async with desk.db.transaction() as conn:
                    patient = await get_patient(conn, patient_id)
                    now = desk.clock.now()
                    await request_text(
                        conn, patient, body, request_id=request_id, by=visitor.staff, now=now
                    )
            except NotTextedError as error:
                words = {"problem": NOT_TEXTED[error.code], "body": body}
                async with desk.db.transaction() as conn:
                    context = await patient_context(desk, conn, visitor, patient_id)
                return page(desk, "patient.html", {**context, **words}, 422)
            await subscriber.hears_of_patient(COMES_BACK)
        await desk.owners.read_thread(patient_id, by=visitor.staff)
        hints.add(patient_id, Kind.REPLIES)
        return RedirectResponse(f"/patients/{patient_id}", 303)

    return router


async def _threads(desk: Desk, conn: Connection) -> dict[str, Any]:
    return {"threads": await inbox.list_threads(conn, desk.clock.now() - SHOWN, THREADS)}
