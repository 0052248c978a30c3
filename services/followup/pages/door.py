"""The way in: a code by text. Nothing of the patient is shown before it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from services.followup.domain.page_codes import SESSION
from services.followup.handlers.page_access import TooManyCodesError, open_page, send_code
from services.followup.pages.frame import SESSION_COOKIE, Frame, see


def router(frame: Frame) -> APIRouter:
    pages = APIRouter(prefix="/mine")

    @pages.get("")
    async def without_link(request: Request) -> Response:
        return frame.page(request, "without_link.html")

    @pages.get("/{visit}")
    async def door(request: Request, visit: str) -> Response:
        return frame.page(request, "door.html", visit=visit)

    @pages.post("/{visit}/code")
    async def ask_for_code(request: Request, visit: str) -> Response:
        try:
            async with frame.db.transaction() as conn:
                await send_code(conn, visit, frame.secret, frame.clock.now())
        except TooManyCodesError:
            return frame.page(request, "door.html", status=429, visit=visit, too_many=True)
        return see(f"/mine/{visit}/code")

    @pages.get("/{visit}/code")
    async def code(request: Request, visit: str) -> Response:
        return frame.page(request, "code.html", visit=visit, errors={})

    @pages.post("/{visit}/open")
    async def enter(
        request: Request, visit: str, code: Annotated[str, Form(max_length=40)] = ""
    ) -> Response:
        async with frame.db.transaction() as conn:
            session = await open_page(conn, visit, code, frame.secret, frame.clock.now())
        if session is None:
            return frame.page(request, "code.html", status=422, visit=visit, errors=True)
        answer = see(f"/mine/{visit}/numbers")
        frame.set_cookie(answer, SESSION_COOKIE, session, int(SESSION.total_seconds()))
        return answer

    return pages
