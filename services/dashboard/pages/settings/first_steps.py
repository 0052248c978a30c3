"""The owner's first steps: a practice, its hours, one treatment, texting, a test; kept as typed."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.neighbours import Installation
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.demo import PATH as INSTALLATION
from services.dashboard.pages.settings.first_step_forms import (
    FORMS,
    MINUTES,
    STEPS,
    ZONES,
    errors_in,
)
from services.dashboard.pages.settings.first_step_work import WORK
from services.dashboard.pages.settings.office_hours import DAYS
from services.dashboard.pages.settings.saving import settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.store import first_run
from services.dashboard.store.first_run import Progress
from services.dashboard.wording import Carrier

HERE = "/settings/first-steps"


def first_step_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def overview(request: Request) -> Response:
        visitor = await acting(desk, request, OWNER)
        progress = await _progress(desk)
        found = await desk.owners.booking.show(INSTALLATION, Installation, visitor.staff)
        await desk.neighbours.learn(found)
        upcoming = next((step for step in STEPS if step not in progress.done), None)
        context = {
            "steps": STEPS,
            "progress": progress,
            "next_step": upcoming,
            "found": found,
            "elsewhere": not found.empty and "treatment" not in progress.done,
        }
        return await settings_page(desk, visitor, "first_steps", context)

    @router.get(HERE + "/{step}")
    async def show(request: Request, step: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _form(desk, visitor, _known(step), {})

    @router.post(HERE + "/{step}")
    async def save(request: Request, step: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        step = _known(step)
        typed = {name: text_of(form, name).strip() for name in FORMS[step]}
        if errors := errors_in(step, typed):
            return await _form(desk, visitor, step, {"errors": errors, "typed": typed})
        progress = (await _progress(desk)).after(step, typed)
        done = await WORK[step](desk, visitor, progress)
        if done.problem:
            return await _form(desk, visitor, step, {"problem": done.problem, "typed": typed})
        async with desk.db.transaction() as conn:
            await first_run.save_progress(conn, progress, desk.clock.now())
        return RedirectResponse(done.address or _after(step), 303)

    return router


def _known(step: str) -> str:
    if step not in STEPS:
        raise HTTPException(404)
    return step


def _after(step: str) -> str:
    """The next step; the overview after the last."""
    names = list(STEPS)
    following = names[names.index(step) + 1 :]
    return f"{HERE}/{following[0]}" if following else HERE


async def _progress(desk: Desk) -> Progress:
    async with desk.db.transaction() as conn:
        return await first_run.get_progress(conn)


async def _form(desk: Desk, visitor: Visitor, step: str, words: Mapping[str, Any]) -> Response:
    progress = await _progress(desk)
    known = {**_suggested(desk, visitor, step), **progress.typed.get(step, {})}
    context = {
        "step": step,
        "steps": STEPS,
        "number": list(STEPS).index(step) + 1,
        "typed": known,
        "zones": ZONES,
        "minutes": MINUTES,
        "days": DAYS,
        "carrier": None,
        **words,
    }
    if step == "texting":
        context["carrier"] = await desk.owners.notify.show(
            "/staff/v1/carrier", Carrier, visitor.staff
        )
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "first_step", context, 422 if failed else 200)


def _suggested(desk: Desk, visitor: Visitor, step: str) -> dict[str, str]:
    """What most practices would type; of the hours, only what can be read."""
    suggested = {**dict.fromkeys(FORMS[step], ""), **STEPS[step].suggests}
    if step == "practice":
        suggested["time_zone"] = desk.zone.key
    if step == "hours":
        suggested["name"] = visitor.staff.name
    return suggested
