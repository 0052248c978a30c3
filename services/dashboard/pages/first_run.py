"""The first page of an installation that nobody has taken yet: the owner's own account."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.handlers.first_run import (
    TakenError,
    WrongSecretError,
    take_installation,
)
from services.dashboard.handlers.passwords import SHORTEST
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import SIGN_IN, text_of
from services.dashboard.pages.sign_in import address_of, start_session, verify_visit, visit_page
from services.dashboard.store import first_run, staff
from shared.web import csrf

HERE = "/first-run"
NEXT = "/settings/first-steps"
FIELDS = ("secret", "name", "email")


def first_run_pages(desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get(HERE)
    async def show(request: Request) -> Response:
        if not await _untaken(desk):
            return RedirectResponse(SIGN_IN, 303)
        return visit_page(desk, request, "first_run.html", typed={}, errors={}, shortest=SHORTEST)

    @router.post(HERE)
    async def take(request: Request) -> Response:
        sent = await request.form()
        verify_visit(desk, request, text_of(sent, csrf.FIELD))
        typed = {name: text_of(sent, name).strip() for name in FIELDS}
        password = text_of(sent, "password")
        if errors := _errors(typed, password):
            return _again(desk, request, typed, errors)
        if await desk.attempts.exhausted(address_of(request)):
            return _again(desk, request, typed, {"secret": "Too many tries. Wait 15 minutes."})
        return await _take(desk, request, typed, password)

    return router


async def _take(desk: Desk, request: Request, typed: Mapping[str, str], password: str) -> Response:
    try:
        async with desk.db.transaction() as conn:
            owner = await take_installation(
                conn, desk.passwords, **typed, password=password, now=desk.clock.now()
            )
            account = await staff.find(conn, str(owner))
    except TakenError:
        return RedirectResponse(SIGN_IN, 303)
    except WrongSecretError:
        await desk.attempts.note_failure(address_of(request))
        wrong = "That is not the secret that was printed last. Print a new one if it is lost."
        return _again(desk, request, typed, {"secret": wrong})
    assert account is not None  # noqa: S101 - made a moment ago, in the same transaction
    response = RedirectResponse(NEXT, 303)
    await start_session(desk, request, response, account)
    return response


async def _untaken(desk: Desk) -> bool:
    async with desk.db.transaction() as conn:
        return await first_run.is_untaken(conn)


def _again(
    desk: Desk, request: Request, typed: Mapping[str, str], errors: Mapping[str, str]
) -> Response:
    context = {"typed": typed, "errors": errors, "shortest": SHORTEST}
    return visit_page(desk, request, "first_run.html", 422, **context)


def _errors(typed: Mapping[str, str], password: str) -> dict[str, str]:
    printed = {"secret": "Type the secret that was printed when Meridian was started."}
    found = {} if typed["secret"] else printed
    if not typed["name"]:
        found["name"] = "Say who you are."
    if "@" not in typed["email"]:
        found["email"] = "An e-mail address has an @."
    if len(password) < SHORTEST:
        found["password"] = f"A password has at least {SHORTEST} characters."
    return found
