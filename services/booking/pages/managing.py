"""One visit in the patient's hands: today's truth, confirm, cancel."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.domain.appointment import (
    Appointment,
    IllegalTransitionError,
    TooLateToCancelError,
)
from services.booking.domain.manage_link import token as token_of
from services.booking.handlers import combined, covering, visits
from services.booking.pages.frame import Frame, see
from services.booking.pages.leaving import list_waits


def router(frame: Frame) -> APIRouter:
    pages = APIRouter(prefix="/m/{token}")
    _add_looking(pages, frame)
    _add_changing(pages, frame)
    return pages


def _add_looking(pages: APIRouter, frame: Frame) -> None:
    @pages.get("")
    async def visit(token: str) -> Response:
        return await _show(frame, token, "visit.html")

    @pages.get("/booked")
    async def booked(token: str) -> Response:
        return await _show(frame, token, "booked.html")

    @pages.get("/cancel")
    async def ask_to_cancel(token: str) -> Response:
        return await _show(frame, token, "cancel.html")


def _add_changing(pages: APIRouter, frame: Frame) -> None:
    @pages.post("/confirm")
    async def confirm(token: str) -> Response:
        async with frame.counter.open() as at:
            try:
                await visits.confirm_by_link(at.conn, at.desk, token, at.now)
            except IllegalTransitionError:
                return await show_visit(frame, at, token, status=409)
        return see(f"/m/{token}")

    @pages.post("/cancel")
    async def cancel(request: Request, token: str) -> Response:
        both = (await request.form()).get("both") == "yes"
        cancel = combined.cancel_both_by_link if both else visits.cancel_by_link
        async with frame.counter.open() as at:
            try:
                await cancel(at.conn, at.desk, token, at.now)
            except (IllegalTransitionError, TooLateToCancelError):
                return await show_visit(frame, at, token, status=409)
        return see(f"/m/{token}")


async def _show(frame: Frame, token: str, template: str) -> Response:
    async with frame.counter.open() as at:
        return await _page(frame, at, token, template)


async def show_visit(frame: Frame, at: Open, token: str, status: int = 200) -> Response:
    return await _page(frame, at, token, "visit.html", status)


async def _page(frame: Frame, at: Open, token: str, template: str, status: int = 200) -> Response:
    appointment = await visits.get_by_link(at.conn, token, at.now)
    facts = await truth(at, appointment)
    other = await combined.find_other(at.conn, appointment)
    together = other and {
        **await truth(at, other),
        "token": token_of(other.id, at.desk.links.secret),
    }
    return frame.page(
        template,
        at,
        status=status,
        token=token,
        together=together,
        waits=await list_waits(at, appointment.patient_id, frame.when(at)),
        **facts,
    )


async def truth(at: Open, appointment: Appointment) -> dict[str, Any]:
    upcoming = appointment.status.upcoming and appointment.starts_at > at.now
    return {
        "visit": appointment,
        "treatment": at.catalogue.treatments[appointment.treatment_key],
        "practitioner": at.catalogue.practitioners[appointment.practitioner_key],
        "location": at.catalogue.locations[appointment.location_key],
        "upcoming": upcoming,
        "can_cancel": upcoming and at.now <= appointment.cancel_until,
        "can_move": await movable(at, appointment),
        "numbers_url": at.desk.links.find_numbers_url(appointment.id),
    }


async def movable(at: Open, appointment: Appointment) -> bool:
    off = await covering.times_off(at.conn, at.catalogue, appointment)
    return appointment.status.upcoming and at.now <= appointment.movable_until(off)
