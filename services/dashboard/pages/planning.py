"""The waitlist, whom to call about a time that came free, and who is due to come again."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owners import Answer
from services.dashboard.pages.answers import refused
from services.dashboard.pages.asking import send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, acting, parse_id, text_of, visitor_of
from services.dashboard.pages.today import look, part_context
from services.dashboard.store import planned
from services.dashboard.store.audit import Audited
from services.dashboard.store.planned import Planned
from shared.db import Connection
from shared.events.planning import OfferState, RecallState, WaitlistState

SHOWN = 200
SNOOZED = timedelta(days=28)


class OfferAction(StrEnum):
    ACCEPT = "accept"
    WITHDRAW = "withdraw"


class CallAction(StrEnum):
    """What came of a call; the last part of booking's address, or the outcome it is told."""

    BOOK = "book"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"


class RecallAction(StrEnum):
    TEXT = "text"
    SNOOZE = "snooze"
    DONE = "done"


def planning_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])
    _add_looking(router, desk)
    _add_waitlist(router, desk)
    _add_recall(router, desk)
    return router


def _add_looking(router: APIRouter, desk: Desk) -> None:
    @router.get("/waitlist")
    async def show(request: Request) -> Response:
        return await _whole(desk, visitor_of(request), {})

    @router.get("/parts/waitlist")
    async def part(request: Request) -> Response:
        visitor = visitor_of(request)
        async with desk.db.transaction() as conn:
            await look(desk, conn, visitor, Audited.WAITLIST_VIEWED, None)
            context = {**await _lists(conn), **part_context(desk, visitor)}
        return page(desk, "parts/waitlist.html", context)


def _add_waitlist(router: APIRouter, desk: Desk) -> None:
    @router.post("/waitlist/{entry_id}/leave")
    async def leave(request: Request, entry_id: str) -> Response:
        return await _ask(desk, request, f"waitlist/{parse_id(entry_id)}/leave", {})

    @router.post("/waitlist/offers/{offer_id}/{offer_action}")
    async def settle_offer(request: Request, offer_id: str, offer_action: OfferAction) -> Response:
        return await _ask(desk, request, f"waitlist/offers/{parse_id(offer_id)}/{offer_action}", {})

    @router.post("/waitlist/calls/{call_id}/{call_action}")
    async def settle_call(request: Request, call_id: str, call_action: CallAction) -> Response:
        path = f"waitlist/calls/{parse_id(call_id)}"
        if call_action is CallAction.BOOK:
            return await _ask(desk, request, f"{path}/book", {})
        return await _ask(desk, request, f"{path}/close", {"outcome": call_action})


def _add_recall(router: APIRouter, desk: Desk) -> None:
    @router.post("/recalls/{recall_id}/{recall_action}")
    async def settle(request: Request, recall_id: str, recall_action: RecallAction) -> Response:
        until = (desk.today() + SNOOZED).isoformat()
        asked = {"until": until} if recall_action is RecallAction.SNOOZE else {}
        return await _ask(desk, request, f"recall/{parse_id(recall_id)}/{recall_action}", asked)


async def _ask(desk: Desk, request: Request, path: str, asked: Mapping[str, object]) -> Response:
    visitor = await acting(desk, request)
    patient_id = text_of(await request.form(), "patient")
    sent = await send_owner(
        desk,
        desk.owners.booking.send(f"/staff/v1/{path}", asked, visitor.staff),
        by=visitor,
        patient_id=patient_id,
        audited=Audited.WAITLIST_CHANGED,
        subject=path,
    )
    if sent.answer is Answer.DONE:
        return RedirectResponse("/waitlist", 303)
    return await _whole(desk, visitor, {"problem": refused(sent, owner="Booking")})


async def _whole(desk: Desk, visitor: Visitor, words: Mapping[str, Any]) -> Response:
    async with desk.db.transaction() as conn:
        await look(desk, conn, visitor, Audited.WAITLIST_VIEWED, None)
        context = {
            **await frame(desk, conn, visitor, current="/waitlist"),
            **await _lists(conn),
            "problem": "",
            **words,
        }
    return page(desk, "waitlist.html", context, 409 if words else 200)


async def _lists(conn: Connection) -> dict[str, Any]:
    entries = await planned.list_of(conn, "waitlist", [WaitlistState.WAITING], SHOWN)
    due: list[str] = [RecallState.DUE, RecallState.TEXTED, RecallState.SNOOZED]
    return {
        "entries": [(entry, _open_offer(entry)) for entry in entries],
        "calls": await planned.list_calls(conn),
        "recalls": [_recall(row) for row in await planned.list_of(conn, "recall", due, SHOWN)],
    }


def _open_offer(entry: Planned) -> dict[str, Any] | None:
    """The slot that is held for them now, if one is, with its instants."""
    for offer in entry.detail["offers"]:
        if offer["state"] == OfferState.OPEN:
            instants = ("starts_at", "reply_by_at")
            return {**offer, **{name: datetime.fromisoformat(offer[name]) for name in instants}}
    return None


def _recall(row: Planned) -> dict[str, Any]:
    snoozed = row.detail["snoozed_until"]
    return {
        "row": row,
        "last_visit_at": datetime.fromisoformat(row.detail["last_visit_at"]),
        "snoozed_until": date.fromisoformat(snoozed) if snoozed else None,
    }
