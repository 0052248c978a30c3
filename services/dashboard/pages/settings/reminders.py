"""How long before a visit its reminders go: the reminder plans that treatments name."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.saving import problem_of, save, saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.wording import ReminderPlans

HERE = "/settings/reminders"
PATH = "/staff/v1/reminder-plans"
PLACES = range(1, 4)
NO_REMINDERS = "none"  # stays what its name says
UNITS = {"d": "days", "h": "hours"}


def reminder_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def show(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _page(desk, visitor, {"saved": bool(saved)})

    @router.post(HERE + "/{plan_id}")
    async def save_plan(request: Request, plan_id: str) -> Response:
        """`to` brings an earlier version back; otherwise the fields say what is wanted."""
        visitor, form = await acting(desk, request, OWNER), await request.form()
        if not plan_id.replace("_", "a").isalnum():
            raise HTTPException(404)
        leads, errors = _leads(form, plan_id)
        if errors:
            return await _page(desk, visitor, {"errors": errors, "tried": {plan_id: _typed(form)}})
        body = {"leads": leads, "based_on": int(text_of(form, "based_on") or 0)}
        sending = desk.owners.notify.send(f"{PATH}/{plan_id}", body, visitor.staff, method="PUT")
        sent = await save(desk, visitor, sending, f"reminder plan {plan_id}")
        if problem := problem_of(sent, "Texting"):
            tried = {plan_id: _typed(form)}
            return await _page(desk, visitor, {"problem": problem, "tried": tried})
        return saved_at(HERE)

    return router


def _typed(form: FormData) -> list[tuple[str, str]]:
    return [(text_of(form, f"number-{n}").strip(), text_of(form, f"unit-{n}")) for n in PLACES]


def _leads(form: FormData, plan_id: str) -> tuple[list[str], dict[str, str]]:
    if "leads" in form:
        return text_of(form, "leads").split(), {}
    errors = {
        f"{plan_id}-{place}": "Give a number, such as 2, or leave it empty."
        for place, (number, unit) in enumerate(_typed(form), start=1)
        if number and not (number.isdecimal() and unit in UNITS)
    }
    return [f"{int(n)}{unit}" for n, unit in _typed(form) if n.isdecimal()], errors


async def _page(desk: Desk, visitor: Visitor, words: Mapping[str, Any]) -> Response:
    listed = (await desk.owners.notify.show(PATH, ReminderPlans, visitor.staff)).root
    plans = [plan for plan in listed if plan.plan_id != NO_REMINDERS]
    shown = {plan.plan_id: _fields(plan.versions[0].leads) for plan in plans}
    context = {
        "plans": plans,
        "fields": {**shown, **words.get("tried", {})},
        "units": UNITS,
        "lead_words": lead_words,
        **words,
    }
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "reminders", context, 422 if failed else 200)


def _fields(leads: list[str]) -> list[tuple[str, str]]:
    known = [(lead[:-1], lead[-1]) for lead in leads]
    return [*known, *[("", "d")] * (len(PLACES) - len(known))]


def lead_words(lead: str) -> str:
    """ "2d": "2 days before, at the same time of day"."""
    number, unit = lead[:-1], UNITS[lead[-1]]
    many = unit if number != "1" else unit.removesuffix("s")
    return f"{number} {many} before" + (", at the same time of day" if lead[-1] == "d" else "")
