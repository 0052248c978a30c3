"""Between the password and the session: a short-lived, signed cookie that says what is missing."""

from datetime import timedelta
from enum import StrEnum

import jwt
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.pages.desk import Desk
from services.dashboard.store.staff import Account

AUDIENCE = "desk-pending"
LIFETIME = timedelta(minutes=5)


class Stage(StrEnum):
    """What comes next; also the last part of its page's address."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - a step's name


def keep_pending(desk: Desk, account: Account, stage: Stage) -> Response:
    response = RedirectResponse(f"/sign-in/{stage}", 303)
    claims = {
        "sub": str(account.id),
        "stage": stage,
        "aud": AUDIENCE,
        "exp": (desk.clock.now() + LIFETIME).timestamp(),
    }
    response.set_cookie(
        _name(desk),
        jwt.encode(claims, desk.form_key, algorithm="HS256"),
        path="/",
        secure=desk.secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


def pending_of(desk: Desk, request: Request, stage: Stage) -> str | None:
    """The id of the account that has got this far, if its time is not over."""
    try:
        claims = jwt.decode(
            request.cookies.get(_name(desk), ""),
            desk.form_key,
            algorithms=["HS256"],
            audience=AUDIENCE,
            options={"verify_exp": False, "require": ["sub", "stage", "exp"]},
        )
    except jwt.InvalidTokenError:
        return None
    if claims["stage"] != stage or desk.clock.now().timestamp() > claims["exp"]:
        return None
    return str(claims["sub"])


def forget_pending(desk: Desk, response: Response) -> None:
    response.delete_cookie(_name(desk), secure=desk.secure_cookies, httponly=True, samesite="lax")


def _name(desk: Desk) -> str:
    return "__Host-desk-pending" if desk.secure_cookies else "desk-pending"
