"""Practitioners: what they are called, which treatments they give, when they leave."""

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.changing import (
    Typed,
    chosen,
    entry_of,
    options,
    part_page,
    said,
    seen,
    translations,
)
from services.dashboard.pages.settings.entries import add_entries
from services.dashboard.pages.settings.retiring import add_retiring
from services.dashboard.pages.settings.saving import settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import Document, Outcome, show_settings

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

    add_entries(router, desk, "practitioners", _one, _body, texts=TEXTS, once_added=_their_hours)
    add_retiring(router, desk, "practitioners", HERE)
    return router


def _their_hours(added: Outcome) -> str:
    """Without hours nobody can book them."""
    return f"/settings/hours/{added.made.id}" if added.made else HERE


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
    values = {**(entry_of(settings, "practitioners", of) if of else NEW), **typed.values}
    context = {
        "of": of,
        "values": values,
        "others": typed.others if typed.values else said(settings, {"title": values["title"]}),
        "treatments": options(settings.names("treatments")),
    }
    part = f"practitioners/{of}"
    return await part_page(desk, visitor, "practitioner", settings, part, typed, context)
