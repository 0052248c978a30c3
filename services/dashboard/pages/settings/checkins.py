"""When patients are asked how it is: the check-in plans, by complaint, and every change of them."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.checkin_plans import Plan, Plans
from services.dashboard.pages.care_words import COMPLAINT
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.checkin_steps import QUESTIONS, Row, read_rows, shown_rows
from services.dashboard.pages.settings.saving import problem_of, save, saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER

HERE = "/settings/check-ins"
PATH = "/staff/v1/plans"
SERVICE = "Follow-up"


def checkin_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_looking(router, desk)
    _add_saving(router, desk)
    return router


def _add_looking(router: APIRouter, desk: Desk) -> None:
    @router.get(HERE)
    async def list_plans(request: Request) -> Response:
        visitor = await acting(desk, request, OWNER)
        known = await _plans(desk, visitor)
        return await settings_page(
            desk, visitor, "checkins", {"known": known, "complaint_names": COMPLAINT}
        )

    @router.get(HERE + "/{plan_id}")
    async def show(
        request: Request, plan_id: str, complaint: str = "", saved: str = ""
    ) -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _editor(desk, visitor, plan_id, complaint, {"saved": bool(saved)})


def _add_saving(router: APIRouter, desk: Desk) -> None:
    @router.post(HERE + "/{plan_id}")
    async def save_plan(request: Request, plan_id: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        complaint = text_of(form, "complaint")
        _, plan = await _plan(desk, visitor, plan_id)
        rows, errors = read_rows(form, plan.steps_for(complaint))
        shown = {"rows": rows, "errors": errors}
        if errors:
            return await _editor(desk, visitor, plan_id, complaint, shown)
        body = plan.asked(complaint, [row.asked() for row in rows if row.days_after])
        problem = await _send(desk, visitor, plan_id, body, form, complaint or "all")
        if problem:
            shown["problem"] = problem
            return await _editor(desk, visitor, plan_id, complaint, shown)
        return saved_at(_address(plan_id, complaint))

    @router.post(HERE + "/{plan_id}/as-usual")
    async def as_usual(request: Request, plan_id: str) -> Response:
        """A complaint is asked about like the others again."""
        visitor, form = await acting(desk, request, OWNER), await request.form()
        complaint = text_of(form, "complaint")
        _, plan = await _plan(desk, visitor, plan_id)
        body = plan.asked(complaint, None)
        if problem := await _send(desk, visitor, plan_id, body, form, f"{complaint} as usual"):
            return await _editor(desk, visitor, plan_id, complaint, {"problem": problem})
        return saved_at(_address(plan_id, ""))

    @router.post(HERE + "/{plan_id}/restore")
    async def restore(request: Request, plan_id: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        known, _ = await _plan(desk, visitor, plan_id)
        revisions, number = known.revisions.get(plan_id, []), int(text_of(form, "to") or 0)
        if not 1 <= number <= len(revisions):
            raise HTTPException(422)
        body = revisions[number - 1].plan.model_dump(mode="json")
        if problem := await _send(desk, visitor, plan_id, body, form, f"to version {number}"):
            return await _editor(desk, visitor, plan_id, "", {"problem": problem})
        return saved_at(_address(plan_id, ""))


async def _send(
    desk: Desk,
    visitor: Visitor,
    plan_id: str,
    body: Mapping[str, object],
    form: FormData,
    what: str,
) -> str:
    """What went wrong, in words."""
    asked = {**body, "based_on": int(text_of(form, "based_on") or 0)}
    sending = desk.owners.followup.send(f"{PATH}/{plan_id}", asked, visitor.staff, method="PUT")
    sent = await save(desk, visitor, sending, f"check-in plan {plan_id}: {what}")
    return problem_of(sent, SERVICE)


async def _editor(
    desk: Desk, visitor: Visitor, plan_id: str, complaint: str, words: Mapping[str, Any]
) -> Response:
    known, plan = await _plan(desk, visitor, plan_id)
    if complaint and complaint not in COMPLAINT:
        raise HTTPException(404)
    context = {
        "plan_id": plan_id,
        "plan": plan,
        "complaint": complaint,
        "complaint_names": COMPLAINT,
        "apart": complaint in plan.by_complaint,
        "rows": [*shown_rows(plan.steps_for(complaint)), Row.empty()],
        "questions": QUESTIONS,
        "revisions": known.revisions.get(plan_id, []),
        **words,
    }
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "checkin_plan", context, 422 if failed else 200)


async def _plans(desk: Desk, visitor: Visitor) -> Plans:
    return await desk.owners.followup.show(PATH, Plans, visitor.staff)


async def _plan(desk: Desk, visitor: Visitor, plan_id: str) -> tuple[Plans, Plan]:
    known = await _plans(desk, visitor)
    if plan_id not in known.plans:
        raise HTTPException(404)
    return known, known.plans[plan_id]


def _address(plan_id: str, complaint: str) -> str:
    return f"{HERE}/{plan_id}" + (f"?complaint={complaint}" if complaint else "")
