"""Treatments and practitioners one place up or down, in the order in which patients read them."""

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, acting, text_of
from services.dashboard.pages.settings.changing import change, entry_of, seen
from services.dashboard.pages.settings.saving import saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import show_settings

ORDERED = frozenset({"treatments", "practitioners"})


def order_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.post("/settings/order/{among}")
    async def move(request: Request, among: str) -> Response:
        """The pressed button is named up or down, and its value is what it moves."""
        visitor, form = await acting(desk, request, OWNER), await request.form()
        if among not in ORDERED:
            raise HTTPException(404)
        settings = await show_settings(desk.owners, visitor.staff)
        up, down = text_of(form, "up"), text_of(form, "down")
        entry_of(settings, among, up or down)
        ids = moved(list(settings.names(among)), up or down, -1 if up else 1)
        body = seen(form) | {"value": {"ids": ids}}
        outcome, typed = await change(desk, visitor, f"order/{among}", body)
        if outcome.done:
            return saved_at(f"/settings/{among}")
        problem = typed.problem or "Booking refused this order. Nothing was changed."
        context = {"among": among, "problem": problem}
        return await settings_page(desk, visitor, "order", context, 409)

    return router


def moved(ids: list[str], one: str, by: int) -> list[str]:
    """The first cannot go up, nor the last down. Raises HTTPException 422."""
    at = ids.index(one)
    if not 0 <= at + by < len(ids):
        raise HTTPException(422)
    ids.insert(at + by, ids.pop(at))
    return ids
