"""One's own account: the password, and where one is signed in."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.handlers.own_account import is_own_password, set_password
from services.dashboard.handlers.passwords import SHORTEST, WeakPasswordError
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, text_of, visitor_of
from services.dashboard.pages.sign_in import start_session
from services.dashboard.store import audit, second_factors, staff
from services.dashboard.store.audit import Audited
from services.dashboard.store.staff import Account
from shared.db import Connection


def account_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/account")
    async def show(request: Request) -> Response:
        return await account_page(desk, visitor_of(request))

    @router.post("/account/password")
    async def change_password(request: Request) -> Response:
        visitor, sent = visitor_of(request), await request.form()
        old, new = text_of(sent, "old"), text_of(sent, "password")
        if new != text_of(sent, "again"):
            return await account_page(desk, visitor, {"again": "The two are not the same."})
        try:
            async with desk.db.transaction() as conn:
                account = await own_account(conn, visitor)
                right = await is_own_password(conn, desk.passwords, account, old, desk.clock.now())
                if right:
                    await set_password(conn, desk.passwords, account, new, desk.clock.now())
        except WeakPasswordError as error:
            return await account_page(desk, visitor, {"password": f"Choose another: {error}."})
        if not right:
            return await account_page(desk, visitor, {"old": "This is not your password."})
        return await _only_this_session(desk, request, account)

    @router.post("/account/sessions/{name}/end")
    async def end_session(request: Request, name: str) -> Response:
        visitor = visitor_of(request)
        if await desk.sessions.end_named(visitor.staff.id, name):
            async with desk.db.transaction() as conn:
                await _note_ended(desk, conn, visitor)
        return RedirectResponse("/account", 303)

    @router.post("/account/sessions/end-others")
    async def end_others(request: Request) -> Response:
        visitor = visitor_of(request)
        async with desk.db.transaction() as conn:
            account = await own_account(conn, visitor)
            await staff.end_sessions(conn, visitor.staff.id, desk.clock.now())
            await _note_ended(desk, conn, visitor)
        return await _only_this_session(desk, request, account)

    return router


async def own_account(conn: Connection, visitor: Visitor) -> Account:
    """Locked until the transaction ends."""
    account = await staff.find_for_update(conn, visitor.staff.id)
    assert account is not None  # noqa: S101 - the gate has just found it, and none is deleted
    return account


async def account_page(
    desk: Desk, visitor: Visitor, errors: dict[str, str] | None = None
) -> Response:
    sessions = await desk.sessions.list_of(visitor.staff.id)
    this = await desk.sessions.find(visitor.session_id, touch=False)
    async with desk.db.transaction() as conn:
        account = await own_account(conn, visitor)
        factor = await second_factors.find(conn, account.id)
        context = {
            **await frame(desk, conn, visitor, current="/account"),
            "account": account,
            "factor_since": factor.confirmed_at if factor else None,
            "codes_left": await second_factors.count_recovery_codes(conn, account.id),
            "sessions": [each for each in sessions if account.outlives(each.signed_in_at)],
            "this_name": this.name if this else "",
            "errors": errors or {},
            "shortest": SHORTEST,
        }
    return page(desk, "account.html", context, 422 if errors else 200)


async def _only_this_session(desk: Desk, request: Request, account: Account) -> Response:
    """Every session is over; this browser gets a new one."""
    await desk.sessions.end_all(str(account.id))
    response = RedirectResponse("/account", 303)
    await start_session(desk, request, response, account)
    return response


async def _note_ended(desk: Desk, conn: Connection, visitor: Visitor) -> None:
    at = desk.clock.now()
    await audit.add(conn, Audited.SESSION_ENDED, staff_id=visitor.staff.id, at=at)
