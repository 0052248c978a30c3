"""A text to a phone of the clinic's own, and how far it has got."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.owners import Answer
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id
from services.dashboard.pages.settings.saving import problem_of, settings_page
from services.dashboard.pages.settings.sections import INDEX, OWNER
from services.dashboard.wording import TestSent, TestText

PATH = "/staff/v1/test-texts"
WHY_NOT = {
    "no_such_phone": "No phone is known of them. Add one under On call, then try again.",
    "too_many_tests": "Twenty test texts went in the last hour. Please wait a while.",
}


@dataclass(frozen=True)
class Tried:
    answer: Answer
    text_id: str | None
    problem: str


def test_text_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/settings/tests/{text_id}")
    async def show(request: Request, text_id: str, back: str = INDEX) -> Response:
        visitor = await acting(desk, request, OWNER)
        back = back if back.startswith(f"{INDEX}/") else INDEX
        context = {"test": await _find(desk, visitor, text_id), "back": back}
        return await settings_page(desk, visitor, "test_text", context)

    @router.get("/parts/settings/tests/{text_id}")
    async def part(request: Request, text_id: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        shown = {"test": await _find(desk, visitor, text_id)}
        return page(desk, "settings/test_text_state.html", shown)

    return router


async def send_test(
    desk: Desk, visitor: Visitor, staff_id: str, words: str, request_id: str
) -> Tried:
    if not staff_id:
        return Tried(Answer.REFUSED, None, WHY_NOT["no_such_phone"])
    body = {"request_id": request_id, "staff_id": staff_id, "body": words}
    sent = await desk.owners.notify.send(PATH, body, visitor.staff)
    made = sent.read(TestSent)
    problem = WHY_NOT.get(sent.code or "") or problem_of(sent, "Texting")
    return Tried(sent.answer, made.text_id if made else None, problem)


async def _find(desk: Desk, visitor: Visitor, text_id: str) -> TestText:
    return await desk.owners.notify.show(f"{PATH}/{parse_id(text_id)}", TestText, visitor.staff)
