"""A patient's phone, proven at the desk: they read out the code that booking texted them."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import Answer, OwnerAwayError, Sent
from services.dashboard.pages.answers import refused
from services.dashboard.pages.asking import send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.filled import Filled
from services.dashboard.pages.gate import Gate, Visitor, acting, is_part, visitor_of
from services.dashboard.pages.one_patient import known_patient, patient_page, patient_part
from services.dashboard.reach import PhoneProof
from services.dashboard.store.audit import Audited

# By booking's codes: what the desk does about it.
CODE_PROBLEM = {
    "wrong_code": "That is not the code we sent. Ask them to read it again.",
    "code_over": "This code is no longer good. Send another one.",
    "too_many_codes": "Enough codes went to this phone. Wait ten minutes, then send another one.",
}


def phone_proof_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/patients/{patient_id}/phone")
    async def show(request: Request, patient_id: str, said: str = "") -> Response:
        await known_patient(desk, patient_id)
        return await _answer(desk, request, patient_id, Filled.empty(), said)

    @router.post("/patients/{patient_id}/phone/code")
    async def send_code(request: Request, patient_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled.empty()
        await known_patient(desk, patient_id)
        sent = await _send(desk, visitor, patient_id, "code", {}, Audited.PHONE_CODE_ASKED)
        return await _told(desk, request, patient_id, filled, sent, "sent")

    @router.post("/patients/{patient_id}/phone/prove")
    async def prove(request: Request, patient_id: str) -> Response:
        visitor, filled = await acting(desk, request), Filled(await request.form())
        await known_patient(desk, patient_id)
        asked = {"code": filled.needed("code", "Type the code they read to you.")}
        if filled.errors:
            return await _answer(desk, request, patient_id, filled)
        sent = await _send(desk, visitor, patient_id, "prove", asked, Audited.PHONE_CODE_TYPED)
        return await _told(desk, request, patient_id, filled, sent, "proven")

    return router


async def _send(
    desk: Desk,
    visitor: Visitor,
    patient_id: str,
    what: str,
    asked: dict[str, str],
    audited: Audited,
) -> Sent:
    path = f"/staff/v1/patients/{patient_id}/phone/{what}"
    return await send_owner(
        desk,
        desk.owners.booking.send(path, asked, visitor.staff),
        by=visitor,
        patient_id=patient_id,
        audited=audited,
    )


async def _told(
    desk: Desk, request: Request, patient_id: str, filled: Filled, sent: Sent, done: str
) -> Response:
    """Whatever is wrong stands next to the field in which the code is typed."""
    if sent.answer is not Answer.DONE:
        problem = CODE_PROBLEM.get(sent.code or "") or refused(sent, owner="Booking")
        filled.errors["code"] = problem
    elif not is_part(request):
        return RedirectResponse(f"/patients/{patient_id}/phone?said={done}", 303)
    return await _answer(desk, request, patient_id, filled, "" if filled.errors else done)


async def _answer(
    desk: Desk, request: Request, patient_id: str, filled: Filled, said: str = ""
) -> Response:
    """`said`: what has just been done, "sent" or "proven"."""
    visitor = visitor_of(request)
    proof = await _find(desk, visitor, patient_id)
    shown = {"proof": proof, "filled": filled, "said": said}
    status = 422 if filled.errors else 200
    if is_part(request):
        return await patient_part(
            desk, visitor, patient_id, "parts/phone.html", shown, status=status
        )
    return await patient_page(desk, visitor, patient_id, "phone.html", shown, status=status)


async def _find(desk: Desk, visitor: Visitor, patient_id: str) -> PhoneProof | None:
    """None while booking is away."""
    path = f"/staff/v1/patients/{patient_id}/phone"
    try:
        return await desk.owners.booking.show(path, PhoneProof, visitor.staff)
    except OwnerAwayError:
        return None
