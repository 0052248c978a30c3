"""Treatment, practitioner, time."""

from datetime import date
from secrets import token_urlsafe

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.booking.api.counter import Open
from services.booking.api.models import chosen
from services.booking.handlers import slots
from services.booking.handlers.slots import Question
from services.booking.pages.filling import show_about_you
from services.booking.pages.frame import Frame, parse_instant, see
from services.booking.pages.opening import opening_days
from services.booking.pages.typed import Typed
from services.booking.pages.weeks import week_of_times


def router(frame: Frame) -> APIRouter:
    pages = APIRouter()
    _add_treatments(pages, frame)
    _add_times(pages, frame)
    return pages


def _add_treatments(pages: APIRouter, frame: Frame) -> None:
    @pages.get("/")
    async def landing(last: str = "") -> Response:
        async with frame.counter.open() as at:
            return frame.page(
                "landing.html",
                at,
                last=last,
                treatments=at.catalogue.treatments_online(at.location),
                practitioners=at.catalogue.practitioners_at(at.location),
                opening=opening_days(at.catalogue, at.location, frame.when(at)),
            )

    @pages.get("/book/{treatment_id}")
    async def choose_practitioner(treatment_id: str, last: str = "") -> Response:
        """`last` is whom the patient saw last: they come first."""
        async with frame.counter.open() as at:
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
            question = _question(frame, at, treatment_id, typed)
            starts_at = parse_instant(typed.start)
            if starts_at is None or not await slots.hold(
                at.conn, question, typed.holder, starts_at
            ):
                return await show_times(frame, at, treatment_id, typed, None, just_went=True)
            if typed.name:
                return await show_about_you(frame, at, treatment_id, typed)
        return see(f"/book/{treatment_id}/you?{typed.query()}")


async def show_times(
    frame: Frame,
    at: Open,
    treatment_id: str,
    typed: Typed,
    day: date | None,
    *,
    just_went: bool = False,
) -> Response:
    question = _question(frame, at, treatment_id, typed)
    return frame.page(
        "time.html",
        at,
        status=409 if just_went else 200,
        again=f"/book/{treatment_id}/time" if typed.name else None,
        treatment=question.wish.treatment,
        practitioner=_named(question, typed),
        typed=typed,
        just_went=just_went,
        **await week_of_times(at, question, day, frame.when(at)),
    )


def _question(frame: Frame, at: Open, treatment_id: str, typed: Typed) -> Question:
    wish = slots.wish_for(
        at.catalogue, at.location, treatment_id, chosen(typed.practitioner), online=True
    )
    return Question(wish, at.now, frame.counter.holds, typed.holder or None)


def _named(question: Question, typed: Typed) -> str | None:
    return question.wish.practitioners[0].name if chosen(typed.practitioner) else None


def _parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
