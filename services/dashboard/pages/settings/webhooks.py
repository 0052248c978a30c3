"""Other programs that are told of visits: added, with what became of each delivery."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.connections import Deliveries, Secret, Webhooks
from services.dashboard.owners import Answer
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, text_of
from services.dashboard.pages.settings.saving import problem_of, save, saved_at, settings_page
from services.dashboard.pages.settings.sections import OWNER

HERE = "/settings/webhooks"
PATH = "/staff/v1/webhooks"
SERVICE = "Booking"
EVENTS = {
    "appointment.booked": "booked",
    "appointment.confirmed": "confirmed",
    "appointment.rescheduled": "moved",
    "appointment.cancelled": "cancelled",
    "appointment.arrived": "arrived",
    "appointment.completed": "completed",
    "appointment.no_show": "did not come",
    "appointment.restored": "mark taken back",
}


def webhook_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_list(router, desk)
    _add_one(router, desk)
    return router


def _add_list(router: APIRouter, desk: Desk) -> None:
    @router.get(HERE)
    async def list_webhooks(request: Request, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _list(desk, visitor, {"saved": bool(saved)})

    @router.post(HERE)
    async def add(request: Request) -> Response:
        visitor, form = await acting(desk, request, OWNER), await request.form()
        url = text_of(form, "url").strip()
        chosen = [event for event in form.getlist("events") if event in EVENTS]
        typed = {"url": url, "chosen": chosen}
        if errors := _errors(url, chosen):
            return await _list(desk, visitor, {**typed, "errors": errors})
        sending = desk.owners.booking.send(PATH, {"url": url, "event_types": chosen}, visitor.staff)
        sent = await save(desk, visitor, sending, "webhook added")
        if sent.answer is Answer.REFUSED:
            errors = {"url": "This address may not be called: it must be public, and https."}
            return await _list(desk, visitor, {**typed, "errors": errors})
        if problem := problem_of(sent, SERVICE):
            return await _list(desk, visitor, {**typed, "problem": problem})
        return await _list(desk, visitor, {"given": sent.read(Secret)})


def _add_one(router: APIRouter, desk: Desk) -> None:
    @router.get(HERE + "/{webhook_id}")
    async def show(request: Request, webhook_id: str, saved: str = "") -> Response:
        visitor = await acting(desk, request, OWNER)
        return await _one(desk, visitor, parse_id(webhook_id), {"saved": bool(saved)})

    @router.post(HERE + "/{webhook_id}/rotate")
    async def rotate(request: Request, webhook_id: str) -> Response:
        visitor, webhook_id = await acting(desk, request, OWNER), parse_id(webhook_id)
        sending = desk.owners.booking.send(f"{PATH}/{webhook_id}/rotate", {}, visitor.staff)
        sent = await save(desk, visitor, sending, f"webhook {webhook_id} new secret")
        words = {"problem": problem_of(sent, SERVICE), "given": sent.read(Secret)}
        return await _one(desk, visitor, webhook_id, words)

    @router.post(HERE + "/{webhook_id}/remove")
    async def remove(request: Request, webhook_id: str) -> Response:
        visitor, webhook_id = await acting(desk, request, OWNER), parse_id(webhook_id)
        sending = desk.owners.booking.send(
            f"{PATH}/{webhook_id}", {}, visitor.staff, method="DELETE"
        )
        sent = await save(desk, visitor, sending, f"webhook {webhook_id} removed")
        if problem := problem_of(sent, SERVICE):
            return await _list(desk, visitor, {"problem": problem})
        return saved_at(HERE)

    @router.post(HERE + "/{webhook_id}/deliveries/{delivery_id}/replay")
    async def replay(request: Request, webhook_id: str, delivery_id: str) -> Response:
        visitor, webhook_id = await acting(desk, request, OWNER), parse_id(webhook_id)
        path = f"{PATH}/deliveries/{parse_id(delivery_id)}/replay"
        sending = desk.owners.booking.send(path, {}, visitor.staff)
        sent = await save(desk, visitor, sending, f"webhook {webhook_id} delivery tried again")
        if problem := problem_of(sent, SERVICE):
            return await _one(desk, visitor, webhook_id, {"problem": problem})
        return saved_at(f"{HERE}/{webhook_id}")


def _errors(url: str, chosen: list[str]) -> dict[str, str]:
    found = {}
    if not url.startswith(("https://", "http://")):
        found["url"] = "Write the whole address, beginning with https://"
    if not chosen:
        found["events"] = "Choose at least one thing to be told of."
    return found


async def _webhooks(desk: Desk, visitor: Visitor) -> Any:
    return (await desk.owners.booking.show(PATH, Webhooks, visitor.staff)).root


async def _list(desk: Desk, visitor: Visitor, words: Mapping[str, Any]) -> Response:
    context = {
        "webhooks": await _webhooks(desk, visitor),
        "events": EVENTS,
        "url": "",
        "chosen": list(EVENTS),
        "given": None,
        **words,
    }
    failed = words.get("problem") or words.get("errors")
    return await settings_page(desk, visitor, "webhooks", context, 422 if failed else 200)


async def _one(desk: Desk, visitor: Visitor, webhook_id: str, words: Mapping[str, Any]) -> Response:
    webhook = next((w for w in await _webhooks(desk, visitor) if w.id == webhook_id), None)
    if webhook is None:
        raise HTTPException(404)
    path = f"{PATH}/{webhook_id}/deliveries"
    context = {
        "webhook": webhook,
        "events": EVENTS,
        "deliveries": (await desk.owners.booking.show(path, Deliveries, visitor.staff)).root,
        "given": None,
        **words,
    }
    status = 422 if words.get("problem") else 200
    return await settings_page(desk, visitor, "webhook", context, status)
