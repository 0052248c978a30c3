"""How texting is connected: what Twilio must be told, when it was last heard of, a test."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, text_of
from services.dashboard.pages.settings.saving import note, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.pages.settings.test_texts import send_test
from services.dashboard.wording import Carrier, StaffPhones
from shared.ids import new_id

HERE = "/settings/twilio"
TEST_WORDS = "This is a test from your clinic's dashboard. If you can read it, texting works."


def twilio_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def show(request: Request) -> Response:
        return await _page(desk, await acting(desk, request, OWNER), {})

    @router.post(HERE + "/test")
    async def test(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        request_id = parse_id(text_of(form, "request_id"))
        sent = await send_test(desk, visitor, text_of(form, "staff_id"), TEST_WORDS, request_id)
        await note(desk, visitor, f"test text {sent.answer}")
        if sent.text_id:
            return RedirectResponse(f"/settings/tests/{sent.text_id}?back={HERE}", 303)
        return await _page(desk, visitor, {"problem": sent.problem})

    return router


async def _page(desk: Desk, visitor: Visitor, words: Mapping[str, Any]) -> Response:
    notify = desk.owners.notify
    context = {
        "carrier": await notify.show("/staff/v1/carrier", Carrier, visitor.staff),
        "team": (await notify.show("/staff/v1/team", StaffPhones, visitor.staff)).root,
        "request_id": str(new_id()),
        **words,
    }
    return await settings_page(desk, visitor, "twilio", context, 422 if words else 200)
