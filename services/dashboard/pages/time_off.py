"""Time off and closures: what is planned, what it leaves uncovered (S-25); booking keeps it."""

import hashlib
from datetime import date, datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owned import (
    Practitioner,
    TimeOff,
    UncoveredVisit,
    show_catalogue,
    show_times_off,
    show_uncovered,
    show_would_uncover,
)
from services.dashboard.owners import Answer, OwnerAwayError
from services.dashboard.pages.answers import told
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, text_of, visitor_of
from services.dashboard.pages.today import look
from services.dashboard.store import audit
from services.dashboard.store.audit import Audited

AHEAD = timedelta(days=180)
ALL_DAY = (time(0), time(23, 59))
EVERYBODY = "everybody"
FIELDS = ("practitioner", "first", "from", "last", "until", "reason")


def time_off_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/time-off")
    async def show(request: Request, day: date | None = None) -> Response:
        return await _whole(desk, visitor_of(request), day or desk.today(), {})

    @router.get("/parts/time-off")
    async def part(request: Request, first: date, last: date) -> Response:
        """For the calendar: who is away on the days it shows."""
        visitor = visitor_of(request)
        start, end = desk.bounds(first)[0], desk.bounds(last)[1]
        try:
            off = await show_times_off(desk.owners, visitor.staff, start, end)
            people = (await show_catalogue(desk.owners, visitor.staff)).practitioners
        except OwnerAwayError:
            return page(desk, "parts/time_off.html", {"off": None})
        return page(desk, "parts/time_off.html", {"off": off, "names": _names(people)})

    @router.post("/time-off")
    async def save(request: Request) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        asked = _asked(desk, form)
        day = date.fromisoformat(text_of(form, "first"))
        typed = {name: text_of(form, name) for name in FIELDS}
        if isinstance(asked, str):
            return await _whole(desk, visitor, day, {"problem": asked, "typed": typed})
        lost = await _lost(desk, visitor, asked)
        if lost and _digest(lost) != text_of(form, "accepted"):
            seen = {"lost": lost, "accepted": _digest(lost), "typed": typed}
            return await _whole(desk, visitor, day, seen)
        sent = await desk.owners.save_time_off(asked, by=visitor.staff)
        await _note(desk, visitor, f"{text_of(form, 'practitioner')} {day} {sent.answer}")
        if sent.answer is Answer.DONE:
            return RedirectResponse(f"/time-off?day={day}", 303)
        words = told(sent.answer, owner="Booking", shown=False, done="")
        return await _whole(desk, visitor, day, {**words, "typed": typed})

    @router.post("/time-off/{time_off_id}/remove")
    async def remove(request: Request, time_off_id: str) -> Response:
        visitor, off_id = await acting(desk, request), parse_id(time_off_id)
        answer = await desk.owners.remove_time_off(off_id, by=visitor.staff)
        await _note(desk, visitor, f"{off_id} removed {answer}")
        if answer is Answer.DONE:
            return RedirectResponse("/time-off", 303)
        words = told(answer, owner="Booking", shown=False, done="")
        return await _whole(desk, visitor, desk.today(), words)

    return router


async def _lost(desk: Desk, visitor: Visitor, asked: dict[str, object]) -> list[UncoveredVisit]:
    """Booked visits that could not take place: they are looked at before anything is saved. While
    booking does not say, it is asked to save, and says then what it will.
    """
    try:
        return await show_would_uncover(desk.owners, visitor.staff, asked)
    except OwnerAwayError:
        return []


def _digest(lost: list[UncoveredVisit]) -> str:
    ids = sorted(each.visit.appointment_id for each in lost)
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:32]


def _asked(desk: Desk, form: FormData) -> dict[str, object] | str:
    """As booking takes it; or what is wrong with it. Whole days unless times are given."""
    try:
        starts_at = _instant(desk, form, "first", "from", ALL_DAY[0])
        ends_at = _instant(desk, form, "last", "until", ALL_DAY[1])
    except ValueError:
        raise HTTPException(422) from None
    if ends_at <= starts_at:
        return "The end must be after the beginning."
    who, reason = text_of(form, "practitioner"), text_of(form, "reason").strip()
    if not who:
        return "Choose who is away."
    asked: dict[str, object] = {
        "practitioner": None if who == EVERYBODY else who,
        "starts_at": starts_at.isoformat(),
        "ends_at": ends_at.isoformat(),
    }
    return asked | ({"reason": reason} if reason else {})


def _instant(desk: Desk, form: FormData, day: str, at: str, otherwise: time) -> datetime:
    said = text_of(form, at)
    wall = time.fromisoformat(said) if said else otherwise
    return datetime.combine(date.fromisoformat(text_of(form, day)), wall, desk.zone)


async def _note(desk: Desk, visitor: Visitor, subject: str) -> None:
    async with desk.db.transaction() as conn:
        at = desk.clock.now()
        await audit.add(
            conn, Audited.TIME_OFF_CHANGED, staff_id=visitor.staff.id, at=at, subject=subject
        )


async def _whole(desk: Desk, visitor: Visitor, day: date, words: dict[str, Any]) -> Response:
    shown = await _known(desk, visitor)
    async with desk.db.transaction() as conn:
        await look(desk, conn, visitor, Audited.CALENDAR_VIEWED, "time off")
        context = {
            **await frame(desk, conn, visitor, current="/calendar"),
            "day": day,
            "problem": "",
            "lost": [],
            "accepted": "",
            "typed": dict.fromkeys(FIELDS, "") | {"first": str(day), "last": str(day)},
            **shown,
            **words,
        }
    return page(desk, "time_off.html", context, 409 if words else 200)


async def _known(desk: Desk, visitor: Visitor) -> dict[str, Any]:
    start = desk.bounds(desk.today())[0]
    try:
        people = (await show_catalogue(desk.owners, visitor.staff)).practitioners
        off = await show_times_off(desk.owners, visitor.staff, start, start + AHEAD)
        uncovered = await show_uncovered(desk.owners, visitor.staff)
    except OwnerAwayError:
        return {"booking_away": True}
    ordered: list[TimeOff] = sorted(off, key=lambda each: each.starts_at)
    return {
        "booking_away": False,
        "people": people,
        "names": _names(people),
        "off": ordered,
        "uncovered": uncovered,
    }


def _names(people: list[Practitioner]) -> dict[str, str]:
    return {person.id: person.name for person in people}
