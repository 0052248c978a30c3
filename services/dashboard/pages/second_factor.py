"""Setting up a second factor: a QR code, a first code, and the recovery codes once."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import segno
from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.domain import second_factor
from services.dashboard.handlers.own_account import (
    WrongCodeError,
    begin_second_factor,
    confirm_second_factor,
    is_own_password,
    remove_second_factor,
)
from services.dashboard.pages.account import account_page, own_account
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, text_of, visitor_of
from services.dashboard.store import second_factors
from services.dashboard.store.staff import Account
from shared.db import Connection


def second_factor_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.post("/account/second-factor")
    async def begin(request: Request) -> Response:
        visitor = visitor_of(request)
        if not await _with_password(desk, request, begin_second_factor):
            return await _not_the_password(desk, visitor)
        return await _show_secret(desk, visitor)

    @router.post("/account/second-factor/confirm")
    async def confirm(request: Request) -> Response:
        visitor = visitor_of(request)
        code = text_of(await request.form(), "code")
        try:
            async with desk.db.transaction() as conn:
                account = await own_account(conn, visitor)
                codes = await confirm_second_factor(conn, account, code, desk.clock.now())
                context = await frame(desk, conn, visitor, current="/account")
        except WrongCodeError:
            return await _show_secret(desk, visitor, "This is not the code it shows now.")
        return page(desk, "recovery_codes.html", {**context, "codes": codes})

    @router.post("/account/second-factor/remove")
    async def remove(request: Request) -> Response:
        visitor = visitor_of(request)
        if not await _with_password(desk, request, remove_second_factor):
            return await _not_the_password(desk, visitor)
        return RedirectResponse("/account", 303)

    return router


async def _with_password(
    desk: Desk,
    request: Request,
    change: Callable[[Connection, Account, datetime], Awaitable[object]],
) -> bool:
    """A change that asks for the password once more, against whoever finds a page open."""
    password = text_of(await request.form(), "factor_password")
    now = desk.clock.now()
    async with desk.db.transaction() as conn:
        account = await own_account(conn, visitor_of(request))
        right = await is_own_password(conn, desk.passwords, account, password, now)
        if right:
            await change(conn, account, now)
    return right


async def _not_the_password(desk: Desk, visitor: Visitor) -> Response:
    return await account_page(desk, visitor, {"factor_password": "This is not your password."})


async def _show_secret(desk: Desk, visitor: Visitor, problem: str = "") -> Response:
    async with desk.db.transaction() as conn:
        account = await own_account(conn, visitor)
        factor = await second_factors.find(conn, account.id)
        context = await frame(desk, conn, visitor, current="/account")
    if factor is None or factor.confirmed_at is not None:
        return RedirectResponse("/account", 303)
    address = second_factor.address_of(
        factor.secret, account=account.email, issuer=desk.practice_name
    )
    shown = {
        "picture": _qr_code(address),
        "secret": factor.secret,
        "errors": {"code": problem} if problem else {},
    }
    return page(desk, "second_factor.html", {**context, **shown}, 422 if problem else 200)


def _qr_code(address: str) -> Markup:
    """SVG without styles, which the content security policy would refuse; dark on white in dark
    mode too, because cameras want it so.
    """
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(
        scale=5, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(svg)  # noqa: S704 - made by the library from our own address
