"""Keys of other programs, and the exchange of one for a token of a minute."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.handlers.api_keys import (
    ROLES,
    WrongKeyError,
    make_key,
    revoke_key,
    use_key,
)
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.saving import saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.store import api_keys
from shared.auth import LIFETIME, Role, issue_token
from shared.http import Problem

HERE = "/settings/keys"
LASTS = {"30": "30 days", "90": "90 days", "365": "a year"}


class TokenBody(BaseModel):
    """`audience`: the service whose API is going to be called."""

    model_config = ConfigDict(extra="forbid")

    audience: Literal["booking", "followup", "notify"]


class TokenOut(BaseModel):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind, not a secret
    expires_in: int


def api_key_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def show(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _page(desk, visitor, {"saved": bool(saved)})

    @router.post(HERE)
    async def make(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        typed = {name: text_of(form, name).strip() for name in ("name", "role", "lasts")}
        if errors := _errors(typed):
            return await _page(desk, visitor, {"errors": errors, "typed": typed})
        async with desk.db.transaction() as conn:
            key = await make_key(
                conn,
                name=typed["name"],
                role=Role(typed["role"]),
                lasts=timedelta(days=int(typed["lasts"])),
                by=visitor.staff,
                now=desk.clock.now(),
            )
        return await _page(desk, visitor, {"given": (typed["name"], key)})

    @router.post(HERE + "/{key_id}/revoke")
    async def revoke(request: Request, key_id: UUID) -> Response:
        visitor = await acting(desk, request, OWNER)
        async with desk.db.transaction() as conn:
            await revoke_key(conn, key_id, visitor.staff, desk.clock.now())
        return saved_at(HERE)

    return router


def token_exchange(desk: Desk) -> APIRouter:
    """For programs: stands behind no sign-in, only behind the key."""
    router = APIRouter(tags=["for programs"])

    @router.post("/api/token")
    async def exchange(body: TokenBody, request: Request) -> TokenOut:
        address = f"api {request.client.host if request.client else ''}"
        if await desk.attempts.exhausted(address):
            raise Problem(429, "too_many_tries", "Too many wrong keys; try again in 15 minutes")
        secret = request.headers.get("authorization", "").removeprefix("Bearer ")
        now = desk.clock.now()
        try:
            async with desk.db.transaction() as conn:
                key = await use_key(conn, secret, now)
        except WrongKeyError:
            await desk.attempts.note_failure(address)
            raise Problem(401, "wrong_key", "This key does not work") from None
        signed = desk.owners.secret_of(body.audience)
        token = issue_token(key.staff, audience=body.audience, secret=signed, now=now)
        return TokenOut(access_token=token, expires_in=int(LIFETIME.total_seconds()))

    return router


def _errors(typed: Mapping[str, str]) -> dict[str, str]:
    found = {}
    if not 1 <= len(typed["name"]) <= 80:
        found["name"] = "Say which program it is for."
    if typed["role"] not in ROLES:
        found["role"] = "Choose what it may do."
    if typed["lasts"] not in LASTS:
        found["lasts"] = "Choose how long it works."
    return found


async def _page(desk: Desk, visitor: Visitor, words: Mapping[str, Any]) -> Response:
    async with desk.db.transaction() as conn:
        keys = await api_keys.list_all(conn)
    context = {"keys": keys, "lasts": LASTS, "typed": {}, "given": None, **words}
    return await settings_page(desk, visitor, "keys", context, 422 if words.get("errors") else 200)
