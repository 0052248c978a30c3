"""Treatment, practitioner, time."""

from datetime import date
from secrets import token_urlsafe

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.domain.catalogue import ForPatients
from services.booking.handlers import combined, slots
from services.booking.handlers.slots import Question
from services.booking.pages.asking import asked_for
from services.booking.pages.filling import show_about_you
from services.booking.pages.frame import Frame, parse_instant, see
from services.booking.pages.opening import opening_days
from services.booking.pages.pairing import show_who
from services.booking.pages.times import show_times
from services.booking.pages.typed import Typed


def router(frame: Frame) -> APIRouter:
    pages = APIRouter()
    _add_treatments(pages, frame)
    _add_times(pages, frame)
    return pages


def _add_treatments(pages: APIRouter, frame: Frame) -> None:
    @pages.get("/")
    async def landing(last: str = "") -> Response:
        """`last` is whom the patient saw last, so they have been here."""
        async with frame.counter.open() as at:
            offered = at.catalogue.treatments_online(at.location)
            follow_ups = [t for t in offered if t.for_patients == ForPatients.RETURNING]
            who = ForPatients.RETURNING if last else ForPatients.NEW
            return frame.page(
                "landing.html",
                at,
                last=last,
                treatments=[t for t in offered if t.is_for(who) and t not in follow_ups],
                follow_ups=follow_ups,
                practitioners=at.catalogue.practitioners_at(at.location),
                opening=opening_days(at.catalogue, at.location, frame.when(at)),
            )

    @pages.get("/book/{treatment_id}")
    async def choose_practitioner(treatment_id: str, last: str = "", then: str = "") -> Response:
        """`last` is whom the patient saw last: they come first. `then` is a treatment right after."""
        async with frame.counter.open() as at:
            if then:
                return show_who(frame, at, treatment_id, then, last)
            treatment = at.catalogue.treatment(at.location, treatment_id, online=True)
            able = at.catalogue.who_gives(treatment, at.location, None)
            if len(able) == 1:
                return see(f"/book/{treatment_id}/time?practitioner={able[0].id}")
            return frame.page(
                "practitioner.html", at, treatment=treatment, practitioners=able, last=last
            )


def _add_times(pages: APIRouter, frame: Frame) -> None:
    @pages.get("/book/{treatment_id}/time")
    async def choose_time(request: Request, treatment_id: str, day: date | None = None) -> Response:
        async with frame.counter.open() as at:
            typed = Typed.of(request.query_params)
            return await show_times(frame, at, treatment_id, typed, day)

    @pages.post("/book/{treatment_id}/time")
    async def choose_another_time(request: Request, treatment_id: str) -> Response:
        """As above, carrying what was typed; changes nothing."""
        form = await request.form()
        async with frame.counter.open() as at:
            day = _parse_day(str(form.get("day", "")))
            return await show_times(frame, at, treatment_id, Typed.of(form), day)

    @pages.post("/book/{treatment_id}/hold")
    async def hold(request: Request, treatment_id: str) -> Response:
        """Keep the time for whoever fills in the form, if it is still free."""
        typed = Typed.of(await request.form())
        typed = typed.but(holder=typed.holder or token_urlsafe(12), key="")
        async with frame.counter.open() as at:
            if not await _hold(frame, at, treatment_id, typed):
                return await show_times(frame, at, treatment_id, typed, None, just_went=True)
            if typed.name:
                return await show_about_you(frame, at, treatment_id, typed)
        return see(f"/book/{treatment_id}/you?{typed.query()}")


async def _hold(frame: Frame, at: Open, treatment_id: str, typed: Typed) -> bool:
    asked = asked_for(frame, at, treatment_id, typed)
    starts_at, then_at = parse_instant(typed.start), parse_instant(typed.then_start)
    if starts_at is None:
        return False
    if isinstance(asked, Question):
        return await slots.hold(at.conn, asked, typed.holder, starts_at)
    wanted = (starts_at, then_at)
    return await combined.hold(at.conn, asked, typed.holder, wanted)


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
