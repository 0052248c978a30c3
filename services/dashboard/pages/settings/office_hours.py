"""When staff are there to read texts and take cases: one answer for both services that ask."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.domain.opening_words import (
    Stretch,
    UnreadableHoursError,
    read_hours,
    write_hours,
)
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.on_call import PATH as DUTY
from services.dashboard.pages.settings.saving import problem_of, save, saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.rota import Duty, OfficeHours

HERE = "/settings/office-hours"
PATH = "/staff/v1/office-hours"
DAYS = range(7)


def office_hour_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def show(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _page(desk, visitor, {"saved": bool(saved)})

    @router.post(HERE)
    async def save_hours(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        typed = {f"day-{day}": text_of(form, f"day-{day}") for day in DAYS}
        week, errors = read_week(form)
        if errors:
            return await _page(desk, visitor, {"errors": errors, "typed": typed})
        if problem := await save_office_hours(desk, visitor, week):
            return await _page(desk, visitor, {"problem": problem, "typed": typed})
        return saved_at(HERE)

    return router


def read_week(form: FormData) -> tuple[dict[int, list[Stretch]], dict[str, str]]:
    """What was typed in the fields `day-0` to `day-6`, and what cannot be read, by field."""
    week, errors = {}, {}
    for day in DAYS:
        try:
            week[day] = read_hours(text_of(form, f"day-{day}"))
        except UnreadableHoursError as error:
            errors[f"day-{day}"] = str(error)
    return week, errors


async def save_office_hours(desk: Desk, visitor: Visitor, week: Mapping[int, list[Stretch]]) -> str:
    """What went wrong, in words. Closed days and the rota stay as they are."""
    hours = [
        {"weekday": day, "opens": opens.isoformat(), "closes": closes.isoformat()}
        for day, stretches in week.items()
        for opens, closes in stretches
    ]
    known = await desk.owners.notify.show(PATH, OfficeHours, visitor.staff)
    duty = await desk.owners.followup.show(DUTY, Duty, visitor.staff)
    closed = [day.model_dump(mode="json") for day in known.closed]
    reading = desk.owners.notify.send(
        PATH, {"hours": hours, "closed": closed}, visitor.staff, method="PUT"
    )
    sent = await save(desk, visitor, reading, "office hours of texting")
    if problem := problem_of(sent, "Texting"):
        return problem
    body = {**duty.asked(), "hours": hours}
    taking = desk.owners.followup.send(DUTY, body, visitor.staff, method="PUT")
    sent = await save(desk, visitor, taking, "office hours of cases")
    return problem_of(sent, "Follow-up")


async def _page(desk: Desk, visitor: Visitor, words: Mapping[str, Any]) -> Response:
    known = await desk.owners.notify.show(PATH, OfficeHours, visitor.staff)
    duty = await desk.owners.followup.show(DUTY, Duty, visitor.staff)
    reading, taking = _by_day(known), _by_day(duty)
    context = {
        "typed": {f"day-{day}": write_hours(reading[day]) for day in DAYS},
        "differ": reading != taking,
        "closed": known.closed,
        **words,
    }
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "office_hours", context, 422 if failed else 200)


def _by_day(known: OfficeHours | Duty) -> dict[int, list[Stretch]]:
    by_day: defaultdict[int, list[Stretch]] = defaultdict(list)
    for each in known.hours:
        by_day[each.weekday].append((each.opens, each.closes))
    return {day: sorted(by_day[day]) for day in DAYS}
