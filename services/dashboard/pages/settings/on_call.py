"""Who is told of cases: a week at a glance, taking a turn over, the usual rota."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.domain.rota import first_of
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.saving import problem_of, save, saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.rota import DateRota, Duty, DutyDay, DutyDays, WeekdayRota
from services.dashboard.store import staff
from services.dashboard.wording import StaffPhones

HERE = "/settings/on-call"
PATH = "/staff/v1/duty"
PARTS = {"in_hours": "While we are open", "on_call": "On call, until the next morning"}
PLACES = ("first", "second", "third")
WEEK = 7


def on_call_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_week(router, desk)
    _add_usual(router, desk)
    return router


def _add_week(router: APIRouter, desk: Desk) -> None:
    @router.get(HERE)
    async def show(request: Request, day: date | None = None, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await on_call_page(desk, visitor, day, {"saved": bool(saved)})

    @router.post(HERE + "/swap")
    async def swap(request: Request) -> Response:
        """Somebody takes a turn over; in return, who had it may take one of theirs."""
        visitor, form = await acting(desk, request, OWNER), await request.form()
        (on, part), staff_id = _turn(text_of(form, "turn")), text_of(form, "staff_id")
        if not staff_id:
            return await on_call_page(desk, visitor, on, {"problem": "Choose who takes it."})
        duty = await _duty(desk, visitor)
        dates = await _taken_over(desk, visitor, duty, (on, part), staff_id)
        if text_of(form, "in_return") and (before := await _first(desk, visitor, on, part)):
            returned = _turn(text_of(form, "in_return"))
            given = duty.model_copy(update={"dates": dates})
            dates = await _taken_over(desk, visitor, given, returned, before)
        return await _save(desk, visitor, duty, on, f"{on} {part}", dates=dates)

    @router.post(HERE + "/usual")
    async def back_to_usual(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        on, part = _turn(text_of(form, "turn"))
        duty = await _duty(desk, visitor)
        dates = [each for each in duty.dates if (each.on, each.part) != (on, part)]
        return await _save(desk, visitor, duty, on, f"{on} {part} as usual", dates=dates)


def _add_usual(router: APIRouter, desk: Desk) -> None:
    @router.post(HERE + "/rota")
    async def save_rota(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        duty = await _duty(desk, visitor)
        rotas = {part: _chosen(form, part) for part in PARTS}
        return await _save(desk, visitor, duty, None, "usual order", **rotas)

    @router.post(HERE + "/weekdays")
    async def save_weekday(request: Request) -> Response:
        """A weekday that differs; with nobody chosen, it is as usual again."""
        visitor, form = await acting(desk, request, OWNER), await request.form()
        weekday, part = int(text_of(form, "weekday") or 0), text_of(form, "part")
        if part not in PARTS or not 0 <= weekday < WEEK:
            raise HTTPException(422)
        duty = await _duty(desk, visitor)
        kept = [w for w in duty.weekdays if (w.weekday, w.part) != (weekday, part)]
        if chosen := _chosen(form, "weekday"):
            kept.append(WeekdayRota(weekday=weekday, part=part, staff=chosen))
        return await _save(desk, visitor, duty, None, f"weekday {weekday} {part}", weekdays=kept)


async def on_call_page(
    desk: Desk, visitor: Visitor, day: date | None, words: Mapping[str, Any]
) -> Response:
    first = max(day or desk.today(), desk.today())
    team = (await desk.owners.notify.show("/staff/v1/team", StaffPhones, visitor.staff)).root
    async with desk.db.transaction() as conn:
        members = [m for m in await staff.list_all(conn) if m.deactivated_at is None]
    people = {str(m.id): m.name for m in members} | {p.staff_id: p.name for p in team}
    context = {
        "days": await _days(desk, visitor, first),
        "duty": await _duty(desk, visitor),
        "first": first,
        "today": desk.today(),
        "parts": PARTS,
        "places": PLACES,
        "people": people,
        "reachable": {member.staff_id for member in team},
        "team": team,
        "without_phone": [m for m in members if str(m.id) not in {p.staff_id for p in team}],
        "tried": {},
        **words,
    }
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "on_call", context, 422 if failed else 200)


async def _duty(desk: Desk, visitor: Visitor) -> Duty:
    return await desk.owners.followup.show(PATH, Duty, visitor.staff)


async def _days(desk: Desk, visitor: Visitor, first: date, days: int = WEEK) -> list[DutyDay]:
    query = {"first": first.isoformat(), "days": str(days)}
    return (await desk.owners.followup.show(f"{PATH}/days", DutyDays, visitor.staff, query)).root


async def _taken_over(
    desk: Desk, visitor: Visitor, duty: Duty, turn: tuple[date, str], staff_id: str
) -> list[DateRota]:
    """The dates' rotas with this turn taken over. Turns that are past are left out."""
    on, part = turn
    [day] = await _days(desk, visitor, on, 1)
    taken = DateRota(on=on, part=part, staff=first_of(day.rota(part), staff_id))
    others = [d for d in duty.dates if (d.on, d.part) != turn and d.on >= desk.today()]
    return [*others, taken]


async def _first(desk: Desk, visitor: Visitor, on: date, part: str) -> str | None:
    [day] = await _days(desk, visitor, on, 1)
    return next(iter(day.rota(part)), None)


async def _save(
    desk: Desk, visitor: Visitor, duty: Duty, on: date | None, subject: str, **changes: object
) -> Response:
    sending = desk.owners.followup.send(PATH, duty.asked(**changes), visitor.staff, method="PUT")
    sent = await save(desk, visitor, sending, f"rota: {subject}")
    if problem := problem_of(sent, "Follow-up"):
        return await on_call_page(desk, visitor, on, {"problem": problem})
    return saved_at(HERE)


def _chosen(form: FormData, name: str) -> list[str]:
    """In order, each once."""
    chosen = [text_of(form, f"{name}-{place}") for place in PLACES]
    return list(dict.fromkeys(each for each in chosen if each))


def _turn(text: str) -> tuple[date, str]:
    """ "2027-03-08 on_call". Raises HTTPException 422."""
    day, _, part = text.partition(" ")
    if part not in PARTS:
        raise HTTPException(422)
    try:
        return date.fromisoformat(day), part
    except ValueError:
        raise HTTPException(422) from None
