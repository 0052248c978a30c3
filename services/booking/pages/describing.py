"""What the pain is like, told after the booking: short screens, each saved, all of it optional.

What was said is never shown by the link again: it may be read by whoever holds the phone.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.domain.appointment import Appointment, IllegalTransitionError
from services.booking.handlers import intake, visits
from services.booking.pages import intake_words
from services.booking.pages.frame import Frame, see
from services.booking.pages.managing import show_visit
from services.booking.pages.said import Said
from services.booking.store import intakes

SCREENS = ("where", "when", "effect", "health")
WORDS: Mapping[str, Any] = {
    "since": intake_words.SINCE,
    "onset": intake_words.ONSET,
    "cause": intake_words.CAUSE,
    "areas": intake_words.AREA,
    "peg": intake_words.PEG,
}


def router(frame: Frame) -> APIRouter:
    pages = APIRouter(prefix="/m/{token}/intake")

    @pages.get("")
    async def begin(token: str) -> Response:
        async with frame.counter.open() as at:
            visit = await visits.get_by_link(at.conn, token, at.now)
            return await _show(frame, at, token, visit, "where", Said({}))

    @pages.get("/thanks")
    async def thanks(token: str) -> Response:
        async with frame.counter.open() as at:
            await visits.get_by_link(at.conn, token, at.now)
            return frame.page("intake_thanks.html", at, token=token)

    @pages.post("/{screen}/again")
    async def show_again(request: Request, token: str, screen: str) -> Response:
        """The same screen with what it holds; saves nothing."""
        async with frame.counter.open() as at:
            visit = await visits.get_by_link(at.conn, token, at.now)
            said = Said.of(await request.form(), _codes(at, visit))
            screen = screen if screen in SCREENS else SCREENS[0]
            return await _show(frame, at, token, visit, screen, said)

    @pages.post("/{screen}")
    async def tell(request: Request, token: str, screen: str) -> Response:
        """Save what was said so far, and ask the next; with `back`, show what came before."""
        form = await request.form()
        async with frame.counter.open() as at:
            visit = await visits.get_by_link(at.conn, token, at.now)
            codes = _codes(at, visit)
            said, number = Said.of(form, codes), SCREENS.index(screen) if screen in SCREENS else 0
            if errors := said.errors(codes):
                return await _show(frame, at, token, visit, SCREENS[number], said, errors)
            if "back" in form:
                return await _show(frame, at, token, visit, SCREENS[max(number - 1, 0)], said)
            try:
                await intake.record(at.conn, at.catalogue, visit, said.intake(), at.now)
            except IllegalTransitionError:
                return await show_visit(frame, at, token, status=409)
            if number + 1 < len(SCREENS):
                return await _show(frame, at, token, visit, SCREENS[number + 1], said)
        return see(f"/m/{token}/intake/thanks")

    return pages


async def _show(
    frame: Frame,
    at: Open,
    token: str,
    visit: Appointment,
    screen: str,
    said: Said,
    errors: dict[str, str] | None = None,
) -> Response:
    known = await intakes.list_of_visit(at.conn, visit.id)
    practice = at.catalogue.practices[at.catalogue.locations[visit.location_key].practice_key]
    labels = {c.code: frame.own(practice, c.label) for c in _choices(at, visit)}
    main = next((c.code for c in known if c.main), None)
    return frame.page(
        f"intake_{screen}.html",
        at,
        status=422 if errors else 200,
        again=f"/m/{token}/intake/{screen}/again",
        token=token,
        screen=screen,
        step=SCREENS.index(screen) + 1,
        steps=len(SCREENS),
        said=said,
        errors=errors,
        words=WORDS,
        labels=labels,
        known_main=main,
        main=main or said.get("main"),
    )


def _choices(at: Open, visit: Appointment) -> list[Any]:
    return at.catalogue.complaints_of(at.catalogue.locations[visit.location_key].practice_key)


def _codes(at: Open, visit: Appointment) -> frozenset[str]:
    return frozenset(c.code for c in _choices(at, visit))
