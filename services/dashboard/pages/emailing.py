"""Whether e-mails go to a patient whom no text can reach, and stopping them. notify decides."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import Answer
from services.dashboard.pages.answers import refused
from services.dashboard.pages.asking import send_unheard
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, acting, is_part, visitor_of
from services.dashboard.pages.one_patient import known_patient, patient_page, patient_part
from services.dashboard.reach import show_emailing
from services.dashboard.store.audit import Audited


def emailing_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}/emailing")
    async def show(request: Request, patient_id: str) -> Response:
        await known_patient(desk, patient_id)
        return await _answer(desk, request, patient_id, {})

    @router.post("/patients/{patient_id}/emailing/stop")
    async def stop(request: Request, patient_id: str) -> Response:
        visitor = await acting(desk, request)
        await known_patient(desk, patient_id)
        path = f"/staff/v1/patients/{patient_id}/emailing/stop"
        sent = await send_unheard(
            desk,
            desk.owners.notify.send(path, {}, visitor.staff),
            by=visitor,
            patient_id=patient_id,
            audited=Audited.EMAILS_STOPPED,
        )
        if sent.answer is not Answer.DONE:
            problem = refused(sent, owner="Texting")
            return await _answer(desk, request, patient_id, {"problem": problem, "spoken": ""})
        if is_part(request):
            words = {"problem": "", "spoken": "E-mails stopped"}
            return await _answer(desk, request, patient_id, words)
        return RedirectResponse(f"/patients/{patient_id}", 303)

    return router


async def _answer(
    desk: Desk, request: Request, patient_id: str, words: Mapping[str, Any]
) -> Response:
    visitor = visitor_of(request)
    emailing = await show_emailing(desk.owners, visitor.staff, patient_id)
    shown = {"emailing": emailing, **words}
    status = 409 if words.get("problem") else 200
    if not is_part(request):
        return await patient_page(desk, visitor, patient_id, "emailing.html", shown, status=status)
    part = "parts/emailing_changed.html" if words else "parts/emailing.html"
    return await patient_part(desk, visitor, patient_id, part, shown, status=status)
