"""Treatments and practitioners are retired, never deleted: what was booked still names them."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor, acting
from services.dashboard.pages.settings.changing import Typed, change, part_page, seen
from services.dashboard.pages.settings.saving import saved_at
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import show_settings

WHAT = {
    "treatments": "Nobody can book it any more. Visits that are booked stay as they are.",
    "practitioners": (
        "Nobody can book them any more, and their classes end. Their booked visits stay and are"
        " listed as uncovered, for you to offer new times or give them to somebody else."
    ),
}


def add_retiring(router: APIRouter, desk: Desk, among: str, here: str) -> None:
    """`among` is treatments or practitioners."""

    @router.get(here + "/{of}/retire")
    async def ask(request: Request, of: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _page(desk, visitor, among, of, Typed())

    @router.post(here + "/{of}/retire")
    async def retire(request: Request, of: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        path = f"{among}/{of}/retire"
        outcome, typed = await change(desk, visitor, path, seen(form), method="POST")
        return saved_at(here) if outcome.done else await _page(desk, visitor, among, of, typed)

    @router.post(here + "/{of}/bring-back")
    async def bring_back(request: Request, of: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        path = f"{among}/{of}/bring-back"
        outcome, typed = await change(desk, visitor, path, seen(form), method="POST")
        return saved_at(here) if outcome.done else await _page(desk, visitor, among, of, typed)


async def _page(desk: Desk, visitor: Visitor, among: str, of: str, typed: Typed) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    entry, retired = settings.entry(among, of), settings.retired(among)
    if entry is None and of not in retired:
        raise HTTPException(404)
    name = entry["name"] if entry else retired[of]
    context = {
        "among": among,
        "of": of,
        "name": name,
        "retired": entry is None,
        "what": WHAT[among],
    }
    return await part_page(desk, visitor, "retire", settings, f"{among}/{of}", typed, context)
