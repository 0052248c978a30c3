"""Locations: how they are reached, their rooms and equipment, the holidays they are closed on."""

from dataclasses import replace

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import OwnerAwayError
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.changing import (
    Typed,
    change,
    chosen,
    entry_of,
    new_id,
    number,
    part_page,
    rows,
    seen,
)
from services.dashboard.pages.settings.entries import add_entries
from services.dashboard.pages.settings.saving import saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import (
    PATH,
    Calendars,
    Document,
    Holiday,
    Holidays,
    show_settings,
)

HERE = "/settings/locations"
PLACE = ("name", "text_name", "phone", "address", "time_zone")
THINGS = {"rooms": "Room", "equipment": "Piece of equipment"}
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


def place_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_places(router, desk)
    _add_rooms(router, desk)
    _add_holidays(router, desk)
    return router


def _add_places(router: APIRouter, desk: Desk) -> None:
    @router.get(HERE)
    async def list_places(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        settings = await show_settings(desk.owners, visitor.staff)
        context = {"settings": settings, "saved": bool(saved)}
        return await settings_page(desk, visitor, "locations", context)

    add_entries(router, desk, "locations", _place, _body)


def _body(form: FormData) -> Document:
    return seen(form) | {"value": {name: text_of(form, name) for name in PLACE}}


async def _place(desk: Desk, visitor: Visitor, of: str | None, typed: Typed) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    known = dict.fromkeys(PLACE, "") | (entry_of(settings, "locations", of) if of else {})
    context = {"of": of, "zones": ZONES, "values": known | dict(typed.values)}
    return await part_page(desk, visitor, "location", settings, f"locations/{of}", typed, context)


def _add_rooms(router: APIRouter, desk: Desk) -> None:
    @router.get("/settings/rooms/{location_id}")
    async def show(request: Request, location_id: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _rooms(desk, visitor, location_id, Typed())

    @router.post("/settings/rooms/{location_id}")
    async def save(request: Request, location_id: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        value = {things: _identified(form, things) for things in THINGS}
        body = seen(form) | {"value": value}
        outcome, typed = await change(desk, visitor, f"rooms/{location_id}", body)
        return saved_at(HERE) if outcome.done else await _rooms(desk, visitor, location_id, typed)


def _identified(form: FormData, things: str) -> list[dict[str, str]]:
    """An id stands in what was booked: a new one is made once, from the first name."""
    found = rows(form, things, ("id", "name", "kind"))
    taken = [row["id"] for row in found if row["id"]]
    for row in found:
        if not row["id"]:
            row["id"] = new_id(row["name"], taken)
            taken.append(row["id"])
    return found


async def _rooms(desk: Desk, visitor: Visitor, location_id: str, typed: Typed) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    place = entry_of(settings, "locations", location_id)
    values = {things: place[things] for things in THINGS} | dict(typed.values)
    if "classes" in typed.errors:  # the room is kept for one
        typed = replace(typed, errors={"room_kind": typed.errors["classes"]})
    context = {
        "place": place,
        "things": THINGS,
        "values": values,
        "known_ids": {each["id"] for things in THINGS for each in place[things]},
        "kinds": {things: settings.kinds(things) for things in THINGS},
    }
    part = f"rooms/{location_id}"
    return await part_page(desk, visitor, "rooms", settings, part, typed, context)


def _add_holidays(router: APIRouter, desk: Desk) -> None:
    @router.get("/settings/holidays/{location_id}")
    async def show(request: Request, location_id: str, calendar: str | None = None) -> Response:
        """`calendar`: one to look at, before anything is saved."""
        visitor = await acting(desk, request, OWNER)
        return await _holidays(desk, visitor, location_id, Typed(), calendar)

    @router.post("/settings/holidays/{location_id}")
    async def save(request: Request, location_id: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        if "look" in form:
            query = f"?calendar={text_of(form, 'holiday_calendar')}"
            return RedirectResponse(f"/settings/holidays/{location_id}{query}", 303)
        value = {
            "holiday_calendar": number(form, "holiday_calendar"),
            "closed_holidays": chosen(form, "closed_holidays"),
        }
        body = seen(form) | {"value": value}
        outcome, typed = await change(desk, visitor, f"holidays/{location_id}", body)
        if outcome.done:
            return saved_at(HERE)
        return await _holidays(desk, visitor, location_id, typed)


async def _holidays(
    desk: Desk, visitor: Visitor, location_id: str, typed: Typed, calendar: str | None = None
) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    place = entry_of(settings, "locations", location_id)
    known = {name: place[name] for name in ("holiday_calendar", "closed_holidays")}
    values = known | ({"holiday_calendar": calendar} if calendar else {}) | dict(typed.values)
    days = await _days(desk, visitor, values["holiday_calendar"])
    calendars = await desk.owners.booking.show(
        f"{PATH}/holiday-calendars", Calendars, visitor.staff
    )
    context = {
        "place": place,
        "values": values,
        "days": days or [],
        "calendars": [name for name in calendars.root if "-" not in name or name[:3] == "US-"],
    }
    if days is None:
        typed = Typed(typed.values, {"holiday_calendar": "There is no such calendar."})
    part = f"holidays/{location_id}"
    return await part_page(desk, visitor, "holidays", settings, part, typed, context)


async def _days(desk: Desk, visitor: Visitor, calendar: str | None) -> list[Holiday] | None:
    """None: booking knows no such calendar."""
    if not calendar:
        return []
    path = f"{PATH}/holiday-calendars/{calendar}"
    try:
        return (await desk.owners.booking.show(path, Holidays, visitor.staff)).root
    except OwnerAwayError:
        return None
