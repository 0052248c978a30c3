"""When a practitioner works: the week with its breaks, and single dates besides it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.domain.working_week import (
    DAYS,
    Stretch,
    copied,
    errors_of,
    goes_over,
    hours_of,
    placed,
    week_of,
    with_row,
    wrong_times,
)
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.changing import (
    Typed,
    change,
    chosen,
    entry_of,
    part_page,
    rows,
    seen,
)
from services.dashboard.pages.settings.saving import saved_at
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import Document, show_settings

HERE = "/settings/hours/{practitioner_id}"
TIMES = ("location", "opens", "closes", "over")
DATE = ("location", "on", "opens", "closes")  # as booking takes it
Week = dict[str, list[Stretch]]
Dates = list[dict[str, str]]


def hour_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def show(request: Request, practitioner_id: str, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _page(desk, visitor, practitioner_id, Typed(), saved=bool(saved))

    @router.post(HERE)
    async def save(request: Request, practitioner_id: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        week, dates = _week(form), rows(form, "date", ("on", *TIMES))
        dates = [row for row in dates if row["on"] or row["opens"] or row["closes"]]
        extra = [{name: row[name] for name in DATE} for row in dates]
        body = seen(form) | {"value": {"hours": hours_of(week), "extra_hours": extra}}
        held = Typed((week, dates), version=body["version"])
        if act := text_of(form, "act"):
            edited = replace(held, values=(_edited(week, act, form), dates))
            return await _page(desk, visitor, practitioner_id, edited, act=act)
        if errors := errors_of(week) | _errors_of_dates(dates):
            return await _page(desk, visitor, practitioner_id, replace(held, errors=errors))
        outcome, typed = await change(desk, visitor, f"hours/{practitioner_id}", body)
        if outcome.done:
            return saved_at(f"/settings/hours/{practitioner_id}")
        return await _page(desk, visitor, practitioner_id, replace(typed, values=held.values))

    return router


def _week(form: FormData) -> Week:
    """Rows that were emptied, or whose box is ticked, are gone."""
    return {
        day: [
            Stretch(row["location"], row["opens"], row["closes"], next_day=bool(row["over"]))
            for row in rows(form, day, TIMES)
            if row["opens"] or row["closes"]
        ]
        for day in DAYS
    }


def _edited(week: Week, act: str, form: FormData) -> Week:
    """What a button of the editor does; nothing is saved."""
    if act == "copy":
        return copied(week, text_of(form, "copy_from"), chosen(form, "copy_to"))
    day = act.removeprefix("add-")
    if day not in DAYS:
        raise HTTPException(422)
    return with_row(week, day, text_of(form, f"{day}-0-location"))


def _errors_of_dates(dates: Sequence[dict[str, str]]) -> dict[str, str]:
    errors = {}
    for place, row in enumerate(dates):
        if not row["on"]:
            errors[f"date-{place}-on"] = "Say on which date."
        elif wrong := _wrong_in(row):
            errors[f"date-{place}-opens"] = wrong
    return errors


def _wrong_in(row: Mapping[str, str]) -> str | None:
    return wrong_times(row["opens"], row["closes"], next_day=bool(row["over"]))


async def _page(
    desk: Desk,
    visitor: Visitor,
    practitioner_id: str,
    typed: Typed,
    *,
    saved: bool = False,
    act: str = "",
) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    who = entry_of(settings, "practitioners", practitioner_id)
    week, dates = typed.values or _kept(who)
    places = settings.names("locations")
    first = next(iter(places))
    context: dict[str, Any] = {
        "who": who,
        "places": places,
        "days": DAYS,
        "week": _with_one_row_each(placed(week, first), first),
        "dates": [*dates, {"location": first, "on": "", "opens": "", "closes": "", "over": ""}],
        "goes_over": goes_over,
        "saved": saved,
        "act": act,
    }
    part = f"hours/{practitioner_id}"
    return await part_page(desk, visitor, "hours", settings, part, typed, context)


def _kept(who: Document) -> tuple[Week, Dates]:
    dates = []
    for extra in who["extra_hours"]:
        opens, closes = extra["opens"][:5], extra["closes"][:5]
        over = "yes" if goes_over(opens, closes) else ""
        dates.append({**extra, "opens": opens, "closes": closes, "over": over})
    return week_of(who["hours"]), dates


def _with_one_row_each(week: Week, location: str) -> Week:
    """A day without hours has a row to begin with."""
    return {day: found or [Stretch(location)] for day, found in week.items()}
