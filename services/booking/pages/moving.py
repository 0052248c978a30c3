"""Moving a visit: another time is chosen, looked at, and taken."""

from datetime import UTC, date

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.domain.appointment import (
    IllegalTransitionError,
    TooLateToMoveError,
)
from services.booking.domain.booking import TimeRefused
from services.booking.handlers import visits
from services.booking.handlers.moving import ANYONE, Move
from services.booking.handlers.slots import Question
from services.booking.handlers.visits import Change
from services.booking.pages.frame import REFUSED_TIME, Frame, parse_instant, see
from services.booking.pages.managing import movable, show_visit, truth
from services.booking.pages.weeks import week_of_times


def router(frame: Frame) -> APIRouter:
    pages = APIRouter(prefix="/m/{token}/move")
    _add_choosing(pages, frame)
    _add_moving(pages, frame)
    return pages


def _add_choosing(pages: APIRouter, frame: Frame) -> None:
    @pages.get("")
    async def choose(token: str, practitioner: str = "", day: date | None = None) -> Response:
        async with frame.counter.open() as at:
            return await _show_times(frame, at, token, practitioner, day)

    @pages.get("/check")
    async def check(token: str, start: str, practitioner: str = "") -> Response:
        """What is about to happen; changes nothing."""
        starts_at = parse_instant(start)
        if starts_at is None:
            return see(f"/m/{token}/move")
        async with frame.counter.open() as at:
            appointment = await visits.get_by_link(at.conn, token, at.now)
            if not await movable(at, appointment):
                return await show_visit(frame, at, token, status=409)
            return frame.page(
                "move_check.html",
                at,
                token=token,
                who=practitioner,
                starts_at=starts_at,
                **await truth(at, appointment),
            )


def _add_moving(pages: APIRouter, frame: Frame) -> None:
    @pages.post("")
    async def move(request: Request, token: str) -> Response:
        form = await request.form()
        who = str(form.get("practitioner", ""))
        starts_at = parse_instant(str(form.get("start", "")))
        if starts_at is None:
            return see(f"/m/{token}/move")
        async with frame.counter.open() as at:
            found = await visits.get_by_link(at.conn, token, at.now)
        wanted = Move(starts_at.astimezone(UTC), ANYONE if who == ANYONE else None)
        try:
            outcome = await frame.counter.move(found.id, wanted, Change("patient", at.now))
        except (IllegalTransitionError, TooLateToMoveError):
            async with frame.counter.open() as at:
                return await show_visit(frame, at, token, status=409)
        if isinstance(outcome, TimeRefused):
            async with frame.counter.open() as at:
                return await _show_times(frame, at, token, who, None, outcome)
        return see(f"/m/{token}")


async def _show_times(
    frame: Frame,
    at: Open,
    token: str,
    who: str,
    day: date | None,
    refused: TimeRefused | None = None,
) -> Response:
    appointment = await visits.get_by_link(at.conn, token, at.now)
    if not await movable(at, appointment):
        return await show_visit(frame, at, token, status=409)
    who = ANYONE if who == ANYONE else ""
    wish = Move(practitioner_id=who or None).wish(appointment, at.catalogue)
    question = Question(wish, at.now, frame.counter.holds, moving=appointment.id)
    return frame.page(
        "move.html",
        at,
        status=409 if refused else 200,
        token=token,
        who=who,
        others=len(at.catalogue.who_gives(wish.treatment, wish.location, None)) > 1,
        refused=REFUSED_TIME.get(refused.reason, REFUSED_TIME["slot_taken"]) if refused else None,
        **await truth(at, appointment),
        **await week_of_times(at, question, day, frame.when(at)),
    )
