"""The rules of the whole practice, what patients may come for, the history, the file."""

import json
import re

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.changing import (
    OTHER_LANGUAGES,
    Typed,
    change,
    number,
    part_page,
    rows,
    seen,
    ticked,
)
from services.dashboard.pages.settings.saving import note, saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER
from services.dashboard.practice import PATH, Changes, Document, show_settings

RULES = "/settings/practice"
COMPLAINTS = "/settings/complaints"
HISTORY = "/settings/history"
FILE = "/settings/practice.json"
NUMBERS = ("cancel_notice_hours", "open_visits_cap", "recall_after_weeks")
SWITCHES = ("prove_phones", "late_cancel_uses_credit", "no_show_uses_credit")


def practice_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_rules(router, desk)
    _add_complaints(router, desk)
    _add_keeping(router, desk)
    return router


def _add_rules(router: APIRouter, desk: Desk) -> None:
    @router.get(RULES)
    async def show(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _rules(desk, visitor, Typed(), saved=bool(saved))

    @router.post(RULES)
    async def save(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        value: Document = {"name": text_of(form, "name")}
        value |= {name: number(form, name) for name in NUMBERS}
        value |= {name: ticked(form, name) for name in SWITCHES}
        outcome, typed = await change(desk, visitor, "practice", seen(form) | {"value": value})
        return saved_at(RULES) if outcome.done else await _rules(desk, visitor, typed)


async def _rules(desk: Desk, visitor: Visitor, typed: Typed, *, saved: bool = False) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    known = {name: settings.practice[name] for name in ("name", *NUMBERS, *SWITCHES)}
    context = {"values": known | dict(typed.values), "saved": saved}
    return await part_page(desk, visitor, "practice", settings, "practice", typed, context)


def _add_complaints(router: APIRouter, desk: Desk) -> None:
    @router.get(COMPLAINTS)
    async def show(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _complaints(desk, visitor, Typed(), saved=bool(saved))

    @router.post(COMPLAINTS)
    async def save(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        typed_rows = rows(form, "complaints", ("code", "label", *OTHER_LANGUAGES))
        body = seen(form) | _choices(typed_rows)
        outcome, typed = await change(desk, visitor, "complaints", body)
        if outcome.done:
            return saved_at(COMPLAINTS)
        typed = Typed(typed_rows, typed.errors, typed.problem, typed.refusal, typed.version)
        return await _complaints(desk, visitor, typed)


def _choices(typed_rows: list[dict[str, str]]) -> Document:
    """A code stands in what patients have said: it is made once, from the first label."""
    taken = [row["code"] for row in typed_rows if row["code"]]
    choices = []
    for row in typed_rows:
        code = row["code"] or _new_code(row["label"], taken)
        taken.append(code)
        choices.append({"code": code, "label": row["label"]})
    words = {
        lang: {r["label"]: r[lang] for r in typed_rows if r["label"]} for lang in OTHER_LANGUAGES
    }
    return {"value": {"complaints": choices}, "words": words}


def _new_code(label: str, taken: list[str]) -> str:
    code = "_".join(re.findall("[a-z]+", label.lower()))[:30].strip("_") or "other"
    while code in taken:
        code += "_too"
    return code


async def _complaints(
    desk: Desk, visitor: Visitor, typed: Typed, *, saved: bool = False
) -> Response:
    settings = await show_settings(desk.owners, visitor.staff)
    known = [
        {
            **choice,
            **{lang: settings.said(choice["label"]).get(lang, "") for lang in OTHER_LANGUAGES},
        }
        for choice in settings.practice["complaints"]
    ]
    blank = dict.fromkeys(("code", "label", *OTHER_LANGUAGES), "")
    context = {"choices": [*(typed.values or known), blank], "saved": saved}
    return await part_page(desk, visitor, "complaints", settings, "complaints", typed, context)


def _add_keeping(router: APIRouter, desk: Desk) -> None:
    @router.get(HISTORY)
    async def show_history(request: Request) -> Response:
        visitor = await acting(desk, request, OWNER)
        changes = await desk.owners.booking.show(f"{PATH}/history", Changes, visitor.staff)
        return await settings_page(desk, visitor, "history", {"changes": changes.root})

    @router.get(FILE)
    async def export(request: Request) -> Response:
        """For version control, or for another installation."""
        visitor = await acting(desk, request, OWNER)
        settings = await show_settings(desk.owners, visitor.staff)
        await note(desk, visitor, "practice exported")
        name = f"{settings.practice['id']}.json"
        return Response(
            json.dumps(settings.practice, indent=2, ensure_ascii=False) + "\n",
            media_type="application/json",
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )
