"""Locations, treatments and practitioners: each has a page of its own, and one to add another."""

from collections.abc import Callable, Sequence
from typing import Protocol

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Visitor, acting
from services.dashboard.pages.settings.changing import Typed, change, typed_others
from services.dashboard.pages.settings.saving import saved_at
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import Document, Outcome


class EntryPage(Protocol):
    async def __call__(
        self, desk: Desk, visitor: Visitor, of: str | None, typed: Typed
    ) -> Response:
        """Of the entry with that id; without one, of one to be added."""


def add_entries(
    router: APIRouter,
    desk: Desk,
    among: str,
    page: EntryPage,
    body: Callable[[FormData], Document],
    *,
    texts: Sequence[str] = (),
    once_added: Callable[[Outcome], str] | None = None,
) -> None:
    """`texts` are the fields that are said in other languages too, `once_added` says where to go."""
    here = f"/settings/{among}"

    @router.get(here + "/new")
    async def show_new(request: Request) -> Response:
        visitor = await acting(desk, request, OWNER)
        return await page(desk, visitor, None, Typed(version=0))

    @router.post(here)
    async def add(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        outcome, typed = await change(desk, visitor, among, body(form), method="POST")
        if outcome.done:
            return saved_at(once_added(outcome) if once_added else here)
        return await page(desk, visitor, None, typed_others(typed, form, texts))

    @router.get(here + "/{of}")
    async def show(request: Request, of: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        return await page(desk, visitor, of, Typed())

    @router.post(here + "/{of}")
    async def save(request: Request, of: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        outcome, typed = await change(desk, visitor, f"{among}/{of}", body(form))
        if outcome.done:
            return saved_at(here)
        return await page(desk, visitor, of, typed_others(typed, form, texts))
