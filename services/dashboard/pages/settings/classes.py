"""When a practitioner teaches: which class, in which room, every week between two dates."""

from dataclasses import replace

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.domain.working_week import DAYS
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting
from services.dashboard.pages.settings.changing import (
    Typed,
    change,
    chosen,
    entry_of,
    part_page,
    rows,
    seen,
)
from services.dashboard.pages.settings.saving import saved_at
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import Document, Settings, show_settings

HERE = "/settings/classes/{practitioner_id}"
FIELDS = ("treatment", "room", "starts", "first_on", "last_on")
BLANK: Document = {**dict.fromkeys(FIELDS, ""), "days": []}


def class_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def show(request: Request, practitioner_id: str, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _page(desk, visitor, practitioner_id, Typed(), saved=bool(saved))

    @router.post(HERE)
    async def save(request: Request, practitioner_id: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        held = _held(form)
        settings = await show_settings(desk.owners, visitor.staff)
        body = seen(form) | {"value": {"classes": _classes(settings, held)}}
        if errors := _errors(held):
            wrong = Typed(held, errors, version=body["version"])
            return await _page(desk, visitor, practitioner_id, wrong)
        outcome, typed = await change(desk, visitor, f"classes/{practitioner_id}", body)
        if outcome.done:
            return saved_at(f"/settings/classes/{practitioner_id}")
        return await _page(desk, visitor, practitioner_id, replace(typed, values=held))

    return router


def _held(form: FormData) -> list[Document]:
    """A row counts once it says when, or on which days."""
    found: list[Document] = []
    for place, row in enumerate(rows(form, "class", (*FIELDS, "place"))):
        days = chosen(form, f"class-{row['place'] or place}-days")
        if row["starts"] or days:
            found.append({**row, "days": days})
    return found


def _errors(held: list[Document]) -> dict[str, str]:
    errors = {}
    for place, row in enumerate(held):
        if not row["starts"]:
            errors[f"class-{place}-starts"] = "Say when it begins."
        elif not row["days"]:
            errors[f"class-{place}-days"] = "Tick at least one day."
        elif row["first_on"] and row["last_on"] and row["last_on"] < row["first_on"]:
            errors[f"class-{place}-last_on"] = "The last date must not be before the first."
    return errors


def _classes(settings: Settings, held: list[Document]) -> list[Document]:
    """As booking takes them: a room says where."""
    where = {
        room["id"]: place["id"]
        for place in settings.practice["locations"]
        for room in place["rooms"]
    }
    return [
        {
            "treatment": row["treatment"],
            "location": where.get(row["room"], ""),
            "room": row["room"],
            "days": row["days"],
            "starts": row["starts"],
            "first_on": row["first_on"] or None,
            "last_on": row["last_on"] or None,
        }
        for row in held
    ]


async def _page(
    desk: Desk, visitor: Visitor, practitioner_id: str, typed: Typed, *, saved: bool = False
) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    who = entry_of(settings, "practitioners", practitioner_id)
    gives = [t for t in settings.practice["treatments"] if t["id"] in who["treatments"]]
    kept = [{**each, "starts": each["starts"][:5]} for each in who["classes"]]
    context = {
        "who": who,
        "days": DAYS,
        "kinds": [(t["id"], t["name"]) for t in gives if t["seats"]],
        "rooms": [
            (room["id"], f"{room['name']}, {place['name']}")
            for place in settings.practice["locations"]
            for room in place["rooms"]
        ],
        "held": [*(typed.values or kept), BLANK],
        "saved": saved,
    }
    part = f"classes/{practitioner_id}"
    return await part_page(desk, visitor, "classes", settings, part, typed, context)
