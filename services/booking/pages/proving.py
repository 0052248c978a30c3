"""A code by text: it proves the phone, and opens the list of all its visits."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.domain.manage_link import token as token_of
from services.booking.domain.phone_code import TooManyCodesError, WrongCodeError, as_typed
from services.booking.handlers import phone_codes, visits
from services.booking.pages.frame import Frame, see
from services.booking.pages.leaving import list_waits
from services.booking.store import appointments, patients
from services.booking.store.patients import PatientRow
from shared.web import to_translate as _

TOO_MANY = _("We have sent several codes already. Please wait ten minutes, or call us.")
OVER = _("This code is no longer good. Ask for a new one.")
WRONG = _("That is not the code we sent. Check the newest text.")


def router(frame: Frame) -> APIRouter:
    pages = APIRouter(prefix="/m/{token}")
    _add_asking(pages, frame)
    _add_answering(pages, frame)
    return pages


def _add_asking(pages: APIRouter, frame: Frame) -> None:
    @pages.get("/phone")
    async def ask_phone(token: str) -> Response:
        async with frame.counter.open() as at:
            await _holder(at, token)
            return frame.page("code.html", at, token=token, purpose="phone", sent=True, errors={})

    @pages.get("/all")
    async def ask_all(token: str) -> Response:
        """Changes nothing: a code is sent only when it is asked for."""
        async with frame.counter.open() as at:
            await _holder(at, token)
            return frame.page("code.html", at, token=token, purpose="all", sent=False, errors={})

    @pages.post("/{purpose}/code")
    async def send(token: str, purpose: str) -> Response:
        async with frame.counter.open() as at:
            patient = await _holder(at, token)
            errors = {}
            try:
                await phone_codes.send(at.conn, patient, frame.counter.links.secret, at.now)
            except TooManyCodesError:
                errors["code"] = TOO_MANY
            return _code(frame, at, token, purpose, errors)


def _add_answering(pages: APIRouter, frame: Frame) -> None:
    @pages.post("/phone")
    async def prove(request: Request, token: str) -> Response:
        typed = str((await request.form()).get("code", ""))
        async with frame.counter.open() as at:
            patient = await _holder(at, token)
            if errors := await _wrong(frame, at, patient, typed):
                return _code(frame, at, token, "phone", errors)
        return see(f"/m/{token}/booked")

    @pages.post("/all")
    async def list_all(request: Request, token: str) -> Response:
        """Shown once: a reload asks for another code."""
        typed = str((await request.form()).get("code", ""))
        async with frame.counter.open() as at:
            patient = await _holder(at, token)
            if errors := await _wrong(frame, at, patient, typed):
                return _code(frame, at, token, "all", errors)
            return frame.page("all_visits.html", at, **await _all(frame, at, patient))


async def _holder(at: Open, token: str) -> PatientRow:
    """Raises UnknownVisitError."""
    visit = await visits.get_by_link(at.conn, token, at.now)
    return await patients.get_of_visit(at.conn, visit.id)


async def _wrong(frame: Frame, at: Open, patient: PatientRow, typed: str) -> dict[str, str]:
    code, secret = as_typed(typed), frame.counter.links.secret
    try:
        right = await phone_codes.check(at.conn, at.catalogue, patient, code, secret, at.now)
    except WrongCodeError:
        return {"code": OVER}
    return {} if right else {"code": WRONG}


def _code(frame: Frame, at: Open, token: str, purpose: str, errors: dict[str, str]) -> Response:
    purpose = "phone" if purpose == "phone" else "all"
    status = 422 if errors else 200
    return frame.page(
        "code.html", at, status=status, token=token, purpose=purpose, sent=True, errors=errors
    )


async def _all(frame: Frame, at: Open, patient: PatientRow) -> dict[str, Any]:
    listed = await appointments.list_ahead_of_phone(
        at.conn, patient.practice_key, patient.phone, at.now
    )
    family = await patients.list_of_phone(at.conn, patient.practice_key, patient.phone)
    return {
        "waits": [w for one in family for w in await list_waits(at, one.id, frame.when(at))],
        "listed": [
            {
                "visit": entry.appointment,
                "who": entry.patient_name,
                "treatment": at.catalogue.treatments[entry.appointment.treatment_key],
                "practitioner": at.catalogue.practitioners[entry.appointment.practitioner_key],
                "token": token_of(entry.appointment.id, frame.counter.links.secret),
            }
            for entry in listed
        ],
    }
