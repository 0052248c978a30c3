"""Signing in and out."""

import secrets

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.handlers.sign_in import check_password, needs_code, note_signed_in
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.devices import device_of
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import SIGN_IN, Gate, cookie_name, text_of, visitor_of
from services.dashboard.pages.pending import Stage, forget_pending, keep_pending
from services.dashboard.store import audit, first_run
from services.dashboard.store.audit import Audited
from services.dashboard.store.staff import Account
from shared.web import csrf

# Before there is a session, the form's token is bound to this cookie.
VISIT = "desk-visit"


def sign_in_pages(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get(SIGN_IN)
    async def form(request: Request) -> Response:
        async with desk.db.transaction() as conn:
            if await first_run.is_untaken(conn):
                return RedirectResponse("/first-run", 303)
        return visit_page(desk, request, "sign_in.html", email="", wrong=False)

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        sent = await request.form()
        verify_visit(desk, request, text_of(sent, csrf.FIELD))
        if await desk.attempts.exhausted(address_of(request)):
            return too_many(desk, request)
        email, password = text_of(sent, "email"), text_of(sent, "password")
        async with desk.db.transaction() as conn:
            account = await check_password(
                conn, desk.passwords, email=email, password=password, now=desk.clock.now()
            )
            code_next = account is not None and await needs_code(conn, account)
        if account is None:
            await desk.attempts.note_failure(address_of(request))
            return visit_page(desk, request, "sign_in.html", 422, email=email, wrong=True)
        if code_next:
            return keep_pending(desk, account, Stage.CODE)
        return await let_in(desk, request, account)

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
        return signed_out(desk)

    return router


def signed_out(desk: Desk) -> Response:
    response = RedirectResponse(SIGN_IN, 303)
    response.delete_cookie(
        cookie_name(desk), secure=desk.secure_cookies, httponly=True, samesite="lax"
    )
    return response


async def let_in(desk: Desk, request: Request, account: Account) -> Response:
    """Once everything that was asked for was right; a password that an owner gave is changed
    first.
    """
    if account.password_given:
        return keep_pending(desk, account, Stage.PASSWORD)
    async with desk.db.transaction() as conn:
        await note_signed_in(conn, account, desk.clock.now())
    response = RedirectResponse("/", 303)
    await start_session(desk, request, response, account)
    forget_pending(desk, response)
    return response


async def start_session(desk: Desk, request: Request, response: Response, account: Account) -> None:
    device = device_of(request.headers.get("user-agent", ""))
    session_id = await desk.sessions.start(str(account.id), device)
    set_cookie(desk, response, cookie_name(desk), session_id)


def visit_page(
    desk: Desk, request: Request, name: str, status: int = 200, **context: object
) -> Response:
    """A page for somebody who is not signed in yet."""
    visit = request.cookies.get(VISIT) or secrets.token_urlsafe(16)
    known = {
        "practice": {"name": desk.practice_name},
        "csrf_token": csrf.issue(desk.form_key, visit),
        "too_many": False,
        **context,
    }
    response = page(desk, name, known, status)
    set_cookie(desk, response, VISIT, visit)
    return response


def too_many(desk: Desk, request: Request) -> Response:
    return visit_page(desk, request, "sign_in.html", 429, email="", wrong=False, too_many=True)


def verify_visit(desk: Desk, request: Request, token: str) -> None:
    """Raises CsrfError."""
    csrf.verify(desk.form_key, request.cookies.get(VISIT, ""), token)


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def set_cookie(desk: Desk, response: Response, name: str, value: str) -> None:
    response.set_cookie(
        name, value, path="/", secure=desk.secure_cookies, httponly=True, samesite="lax"
    )
