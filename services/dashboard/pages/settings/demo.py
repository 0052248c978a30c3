"""The demo practice: loaded with one click, and removed with one."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.neighbours import Installation
from services.dashboard.owners import Answer
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.saving import problem_of, saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.store import audit
from services.dashboard.store.audit import Audited

HERE = "/settings/demo"
PATH = "/staff/v1/demo-practice"
NOT_EMPTY = (
    "There is a practice here already. A demo is only loaded into an empty installation, so that it"
    " can never be mixed with real records."
)


def demo_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def show(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _page(desk, visitor, {"saved": bool(saved)})

    @router.post(HERE)
    async def load(request: Request) -> Response:
        visitor = await acting(desk, request, OWNER)
        sent = await desk.owners.booking.send(PATH, {}, visitor.staff, method="PUT")
        await _note(desk, visitor, Audited.DEMO_LOADED, sent.answer)
        if sent.answer is Answer.DONE:
            return saved_at(HERE)
        problem = NOT_EMPTY if sent.code == "not_empty" else problem_of(sent, "Booking")
        return await _page(desk, visitor, {"problem": problem})

    @router.post(HERE + "/remove")
    async def remove(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        if text_of(form, "sure") != "yes":
            errors = {"sure": "Say that all of it may go."}
            return await _page(desk, visitor, {"errors": errors})
        sent = await desk.owners.booking.send(PATH, {}, visitor.staff, method="DELETE")
        await _note(desk, visitor, Audited.DEMO_REMOVED, sent.answer)
        if problem := problem_of(sent, "Booking"):
            return await _page(desk, visitor, {"problem": problem})
        return saved_at(HERE)

    return router


async def _page(desk: Desk, visitor: Visitor, words: Mapping[str, Any]) -> Response:
    found = await desk.owners.booking.show(PATH, Installation, visitor.staff)
    await desk.neighbours.learn(found)
    failed = words.get("problem") or words.get("errors")
    return await settings_page(
        desk, visitor, "demo", {"found": found, **words}, 422 if failed else 200
    )


async def _note(desk: Desk, visitor: Visitor, what: Audited, answer: Answer) -> None:
    async with desk.db.transaction() as conn:
        at = desk.clock.now()
        await audit.add(conn, what, staff_id=visitor.staff.id, at=at, subject=str(answer))
