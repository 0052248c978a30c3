"""Treatments: how long, how soon, in which room, by whom, and what others call them."""

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
    number,
    options,
    part_page,
    plain,
    said,
    seen,
    ticked,
    translations,
)
from services.dashboard.pages.settings.entries import add_entries
from services.dashboard.pages.settings.retiring import add_retiring
from services.dashboard.pages.settings.saving import settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import Document, Settings, plans_named, show_settings

HERE = "/settings/treatments"
TEXTS = ("name", "summary")
NUMBERS = (
    "minutes",
    "buffer_before_minutes",
    "buffer_after_minutes",
    "grid_minutes",
    "notice_hours",
    "horizon_days",
    "rest_from_minute",
    "rest_minutes",
    "seats",
)
CHOICES = ("for_patients", "reminder_plan", "checkin_plan", "room_kind", "equipment_kind")
SWITCHES = ("online", "needling", "electro")
FOR_PATIENTS = {
    "all": "Everybody",
    "new": "Who has not been here yet",
    "returning": "Who has been here before",
}
NEW: Document = {
    **dict.fromkeys((*TEXTS, *CHOICES), ""),
    **dict.fromkeys(NUMBERS),
    "minutes": 60,
    "buffer_before_minutes": 0,
    "buffer_after_minutes": 15,
    "grid_minutes": 30,
    "notice_hours": 4,
    "horizon_days": 60,
    "online": True,
    "for_patients": "all",
    "needling": False,
    "electro": False,
    "reminder_plan": "one_day",
    "practitioners": [],
}


def treatment_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def list_treatments(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _list(desk, visitor, Typed(), saved=bool(saved))

    add_entries(router, desk, "treatments", _one, _body, texts=TEXTS)
    add_retiring(router, desk, "treatments", HERE)
    return router


def _body(form: FormData) -> Document:
    """Empty numbers and choices are none; booking says which may be."""
    value: Document = {name: text_of(form, name).strip() for name in TEXTS}
    value |= {name: number(form, name) for name in (*NUMBERS, *CHOICES)}
    value |= {name: ticked(form, name) for name in SWITCHES}
    value["practitioners"] = chosen(form, "practitioners")
    words = translations(form, {name: value[name] for name in TEXTS})
    return seen(form) | {"value": value, "words": words}


async def _list(desk: Desk, visitor: Visitor, typed: Typed, *, saved: bool) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    people = settings.practice["practitioners"]
    givers = {
        each["id"]: [who["name"] for who in people if each["id"] in who["treatments"]]
        for each in settings.practice["treatments"]
    }
    context = {"settings": settings, "givers": givers, "saved": saved, **typed.shown()}
    return await settings_page(desk, visitor, "treatments", context)


async def _one(desk: Desk, visitor: Visitor, of: str | None, typed: Typed) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    values = {**(_known(settings, of) if of else NEW), **typed.values}
    plans = await plans_named(desk.owners, visitor.staff, settings)
    texts = {name: str(values[name]) for name in TEXTS}
    context = {
        "of": of,
        "values": values,
        "others": typed.others if typed.values else said(settings, texts),
        "people": options(settings.names("practitioners")),
        "for_patients": options(FOR_PATIENTS),
        "room_kinds": options(plain(settings.kinds("rooms"))),
        "equipment_kinds": options({"": "None"} | plain(settings.kinds("equipment"))),
        "reminder_plans": options(plain(plans.reminders)),
        "checkin_plans": options({"": "None"} | plain(plans.checkins)),
    }
    part = f"treatments/{of}"
    return await part_page(desk, visitor, "treatment", settings, part, typed, context)


def _known(settings: Settings, of: str) -> Document:
    """With who gives it. Raises HTTPException 404."""
    entry = entry_of(settings, "treatments", of)
    givers = [w["id"] for w in settings.practice["practitioners"] if of in w["treatments"]]
    return entry | {"practitioners": givers}
