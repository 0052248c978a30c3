"""Calendars of practitioners: those they keep elsewhere, and ours as they may read it there."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.connections import Feed, OutsideCalendar
from services.dashboard.owned import Practitioner, Practitioners
from services.dashboard.owners import Answer
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of
from services.dashboard.pages.settings.saving import problem_of, save, saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER

HERE = "/settings/calendars"
SERVICE = "Booking"


def calendar_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(HERE)
    async def show(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _page(desk, visitor, {"saved": bool(saved)})

    @router.post(HERE + "/{practitioner_id}/outside")
    async def follow(request: Request, practitioner_id: str) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        person = await _practitioner(desk, visitor, practitioner_id)
        url = text_of(form, "url").strip()
        sending = desk.owners.booking.send(
            _outside(person), {"url": url}, visitor.staff, method="PUT"
        )
        sent = await save(desk, visitor, sending, f"outside calendar of {person.id}")
        if sent.answer is Answer.REFUSED:
            errors = {
                f"url-{person.id}": "Paste the secret address of the calendar, https or webcal."
            }
            return await _page(desk, visitor, {"errors": errors, "typed": {person.id: url}})
        return await _back(desk, visitor, problem_of(sent, SERVICE))

    @router.post(HERE + "/{practitioner_id}/outside/remove")
    async def unfollow(request: Request, practitioner_id: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        person = await _practitioner(desk, visitor, practitioner_id)
        sending = desk.owners.booking.send(_outside(person), {}, visitor.staff, method="DELETE")
        sent = await save(desk, visitor, sending, f"outside calendar of {person.id} removed")
        return await _back(desk, visitor, problem_of(sent, SERVICE))

    @router.post(HERE + "/{practitioner_id}/feed")
    async def make_feed(request: Request, practitioner_id: str) -> Response:
        visitor = await acting(desk, request, OWNER)
        person = await _practitioner(desk, visitor, practitioner_id)
        path = f"/staff/v1/practitioners/{person.id}/calendar-feed"
        sending = desk.owners.booking.send(path, {}, visitor.staff)
        sent = await save(desk, visitor, sending, f"calendar feed of {person.id}")
        words = {"problem": problem_of(sent, SERVICE)}
        return await _page(desk, visitor, {**words, "feed": sent.read(Feed), "feed_of": person})

    return router


async def _people(desk: Desk, visitor: Visitor) -> list[Practitioner]:
    return (
        await desk.owners.booking.show("/api/v1/practitioners", Practitioners, visitor.staff)
    ).root


async def _practitioner(desk: Desk, visitor: Visitor, practitioner_id: str) -> Practitioner:
    for person in await _people(desk, visitor):
        if person.id == practitioner_id:
            return person
    raise HTTPException(404)


def _outside(person: Practitioner) -> str:
    return f"/staff/v1/practitioners/{person.id}/outside-calendar"


async def _back(desk: Desk, visitor: Visitor, problem: str) -> Response:
    return await _page(desk, visitor, {"problem": problem}) if problem else saved_at(HERE)


async def _page(desk: Desk, visitor: Visitor, words: Mapping[str, Any]) -> Response:
    people = await _people(desk, visitor)
    context = {
        "people": [
            (p, await desk.owners.booking.find(_outside(p), OutsideCalendar, visitor.staff))
            for p in people
        ],
        "typed": {},
        "feed": None,
        **words,
    }
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "calendars", context, 422 if failed else 200)
