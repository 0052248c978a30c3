"""Practitioners: what they are called, which treatments they give, when they leave."""

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.changing import (
    Typed,
    change,
    chosen,
    options,
    part_page,
    said,
    seen,
    translations,
    typed_others,
)
from services.dashboard.pages.settings.retiring import add_retiring
from services.dashboard.pages.settings.saving import saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import Document, Settings, show_settings

HERE = "/settings/practitioners"
TEXTS = ("title",)
NEW: Document = {"name": "", "title": "", "treatments": []}


def practitioner_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def list_practitioners(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        settings = await show_settings(desk.owners, visitor.staff)
        context = {
            "settings": settings,
            "treatments": settings.names("treatments"),
            "teach": {t["id"] for t in settings.practice["treatments"] if t["seats"]},
            "saved": bool(saved),
        }
        return await settings_page(desk, visitor, "practitioners", context)

    @router.get(HERE + "/new")
    async def show_new(request: Request) -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _one(desk, visitor, None, Typed(version=0))

    @router.post(HERE)
    async def add(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        outcome, typed = await change(desk, visitor, "practitioners", _body(form), method="POST")
        if outcome.done and (made := outcome.made) is not None:
            return saved_at(f"/settings/hours/{made.id}")
        return await _one(desk, visitor, None, typed_others(typed, form, TEXTS))

    @router.get(HERE + "/{practitioner_id}")
    async def show(request: Request, practitioner_id: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _one(desk, visitor, practitioner_id, Typed())

    @router.post(HERE + "/{practitioner_id}")
    async def save(request: Request, practitioner_id: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        part = f"practitioners/{practitioner_id}"
        outcome, typed = await change(desk, visitor, part, _body(form))
        if outcome.done:
            return saved_at(HERE)
        return await _one(desk, visitor, practitioner_id, typed_others(typed, form, TEXTS))

    add_retiring(router, desk, "practitioners", HERE)
    return router


def _body(form: FormData) -> Document:
    value = {
        "name": text_of(form, "name").strip(),
        "title": text_of(form, "title").strip(),
        "treatments": chosen(form, "treatments"),
    }
    words = translations(form, {"title": text_of(form, "title").strip()})
    return seen(form) | {"value": value, "words": words}


async def _one(desk: Desk, visitor: Visitor, of: str | None, typed: Typed) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    values = {**(_known(settings, of) if of else NEW), **typed.values}
    context = {
        "of": of,
        "values": values,
        "others": typed.others if typed.values else said(settings, {"title": values["title"]}),
        "treatments": options(settings.names("treatments")),
    }
    part = f"practitioners/{of}"
    return await part_page(desk, visitor, "practitioner", settings, part, typed, context)


def _known(settings: Settings, of: str) -> Document:
    """Raises HTTPException 404."""
    entry = settings.entry("practitioners", of)
    if entry is None:
        raise HTTPException(404)
    return entry
