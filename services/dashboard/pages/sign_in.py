"""Signing in and out."""

import secrets

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.handlers.sign_in import check_password
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import SIGN_IN, Gate, cookie_name, text_of, visitor_of
from services.dashboard.store import audit
from services.dashboard.store.audit import Audited
from shared.web import csrf

# Before there is a session, the form's token is bound to this cookie.
VISIT = "desk-visit"


def sign_in_pages(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get(SIGN_IN)
    async def form(request: Request) -> Response:
        return _form(desk, request)

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        sent = await request.form()
        csrf.verify(desk.form_key, request.cookies.get(VISIT, ""), text_of(sent, csrf.FIELD))
        email, password = text_of(sent, "email"), text_of(sent, "password")
        async with desk.db.transaction() as conn:
            staff = await check_password(
                conn, desk.passwords, email=email, password=password, now=desk.clock.now()
            )
        if staff is None:
            return _form(desk, request, email=email, wrong=True)
        response = RedirectResponse("/", 303)
        _set_cookie(desk, response, cookie_name(desk), await desk.sessions.start(staff.id))
        return response

    return router


def sign_out_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.post("/sign-out")
    async def sign_out(request: Request) -> Response:
        visitor = visitor_of(request)
        await desk.sessions.end(visitor.session_id)
        async with desk.db.transaction() as conn:
            at = desk.clock.now()
            await audit.add(conn, Audited.SIGNED_OUT, staff_id=visitor.staff.id, at=at)
        response = RedirectResponse(SIGN_IN, 303)
        response.delete_cookie(
            cookie_name(desk), secure=desk.secure_cookies, httponly=True, samesite="lax"
        )
        return response

    return router


def _form(desk: Desk, request: Request, *, email: str = "", wrong: bool = False) -> Response:
    visit = request.cookies.get(VISIT) or secrets.token_urlsafe(16)
    context = {
        "practice": {"name": desk.practice_name},
        "csrf_token": csrf.issue(desk.form_key, visit),
        "email": email,
        "wrong": wrong,
    }
    response = page(desk, "sign_in.html", context, 422 if wrong else 200)
    _set_cookie(desk, response, VISIT, visit)
    return response


def _set_cookie(desk: Desk, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name, value, path="/", secure=desk.secure_cookies, httponly=True, samesite="lax"
    )
