"""What a sign-in may ask for after the password: a code, or a password of one's own."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.handlers.own_account import set_password
from services.dashboard.handlers.passwords import SHORTEST, WeakPasswordError
from services.dashboard.handlers.sign_in import check_code
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import SIGN_IN, text_of
from services.dashboard.pages.pending import Stage, pending_of
from services.dashboard.pages.sign_in import (
    address_of,
    let_in,
    too_many,
    verify_visit,
    visit_page,
)
from services.dashboard.store import staff
from services.dashboard.store.staff import Account
from shared.web import csrf


def second_step_pages(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get("/sign-in/code")
    async def code_form(request: Request) -> Response:
        if pending_of(desk, request, Stage.CODE) is None:
            return RedirectResponse(SIGN_IN, 303)
        return visit_page(desk, request, "sign_in_code.html", wrong=False)

    @router.post("/sign-in/code")
    async def code(request: Request) -> Response:
        sent = await request.form()
        verify_visit(desk, request, text_of(sent, csrf.FIELD))
        if await desk.attempts.exhausted(address_of(request)):
            return too_many(desk, request)
        account = await _code_accepted(desk, request, text_of(sent, "code"))
        if account is None:
            await desk.attempts.note_failure(address_of(request))
            return visit_page(desk, request, "sign_in_code.html", 422, wrong=True)
        return await let_in(desk, request, account)

    @router.get("/sign-in/password")
    async def password_form(request: Request) -> Response:
        if pending_of(desk, request, Stage.PASSWORD) is None:
            return RedirectResponse(SIGN_IN, 303)
        return _choose(desk, request)

    @router.post("/sign-in/password")
    async def choose_password(request: Request) -> Response:
        sent = await request.form()
        verify_visit(desk, request, text_of(sent, csrf.FIELD))
        new = text_of(sent, "password")
        if new != text_of(sent, "again"):
            return _choose(desk, request, "The two are not the same.")
        return await _replace_given_password(desk, request, new)

    return router


async def _code_accepted(desk: Desk, request: Request, code: str) -> Account | None:
    staff_id = pending_of(desk, request, Stage.CODE)
    async with desk.db.transaction() as conn:
        account = await staff.find_for_update(conn, staff_id) if staff_id else None
        if account is None or not await check_code(conn, account, code, desk.clock.now()):
            return None
    return account


async def _replace_given_password(desk: Desk, request: Request, new: str) -> Response:
    staff_id = pending_of(desk, request, Stage.PASSWORD)
    try:
        async with desk.db.transaction() as conn:
            account = await staff.find_for_update(conn, staff_id) if staff_id else None
            if account is None or not account.password_given:
                return RedirectResponse(SIGN_IN, 303)
            await set_password(conn, desk.passwords, account, new, desk.clock.now())
            changed = await staff.find(conn, str(account.id))
    except WeakPasswordError as error:
        return _choose(desk, request, f"Please choose another: {error}.")
    assert changed is not None  # noqa: S101 - its row is locked by us
    return await let_in(desk, request, changed)


def _choose(desk: Desk, request: Request, problem: str = "") -> Response:
    return visit_page(
        desk,
        request,
        "sign_in_password.html",
        422 if problem else 200,
        errors={"password": problem} if problem else {},
        shortest=SHORTEST,
    )
