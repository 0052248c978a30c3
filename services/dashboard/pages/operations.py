"""How the machinery is doing: what is behind, what could not be applied, what is switched off."""

import asyncio
import json
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard import machinery
from services.dashboard.domain.conditions import conditions
from services.dashboard.owners import Answer, Owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, acting, text_of, visitor_of
from services.dashboard.pages.phrases import ANSWER
from services.dashboard.pages.text_words import TEXT_KIND
from services.dashboard.store import audit
from services.dashboard.store.audit import Audited
from shared.auth import Role
from shared.consumer import Replay
from shared.operations import DeadLetterEvent, State

OWNER = frozenset({Role.OWNER})
HERE = "dashboard"
REPLAYED = {
    Replay.DONE: "",
    Replay.GONE: "It is not waiting any more: somebody has replayed it.",
    Replay.FAILED: "It still cannot be applied. Its cause has to be repaired first.",
}
ANSWERED = {Answer.DONE: Replay.DONE, Answer.REFUSED: Replay.GONE, Answer.CHANGED: Replay.FAILED}


def operations_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/operations")
    async def show(request: Request) -> Response:
        return await _page(desk, visitor_of(request))

    @router.get("/parts/operations")
    async def part(request: Request) -> Response:
        visitor = visitor_of(request)
        shown = {"visitor": visitor, "csrf_token": visitor.csrf_token, "now": desk.clock.now()}
        return page(desk, "parts/operations.html", {**await _states(desk, visitor), **shown})

    @router.get("/operations/{service}/dead-letters/{letter_id}")
    async def read(request: Request, service: str, letter_id: int) -> Response:
        visitor = await acting(desk, request)
        found = await _read(desk, service, letter_id, visitor)
        if found is None:
            raise HTTPException(404)
        async with desk.db.transaction() as conn:
            await audit.add(
                conn,
                Audited.DEAD_LETTER_VIEWED,
                staff_id=visitor.staff.id,
                at=desk.clock.now(),
                subject=f"{service} {letter_id}",
            )
            context = await frame(desk, conn, visitor, current="/operations")
        shown = {
            "service": service,
            "line": found.line,
            "event": json.dumps(found.event, indent=2, ensure_ascii=False),
        }
        return page(desk, "dead_letter.html", {**context, **shown})

    @router.post("/operations/{service}/dead-letters/{letter_id}/replay")
    async def replay(request: Request, service: str, letter_id: int) -> Response:
        visitor = await acting(desk, request, OWNER)
        problem = await _replay(desk, service, letter_id, visitor)
        await _note(desk, visitor, Audited.DEAD_LETTER_REPLAYED, f"{service} {letter_id}")
        if problem:
            return await _page(desk, visitor, problem)
        return RedirectResponse("/operations", 303)

    @router.post("/operations/switches")
    async def switch(request: Request) -> Response:
        visitor, sent = await acting(desk, request, OWNER), await request.form()
        kind, state = text_of(sent, "kind"), text_of(sent, "state")
        why = text_of(sent, "why").strip() or "not said"
        body = {"state": state, "why": why}
        done = await desk.owners.notify.send(
            f"/staff/v1/switches/{kind}", body, visitor.staff, method="PUT"
        )
        await _note(desk, visitor, Audited.SWITCHED, f"{kind} {state} {done.answer}")
        if done.answer is not Answer.DONE:
            return await _page(desk, visitor, ANSWER[done.answer].format(owner="Notify"))
        return RedirectResponse("/operations#switches", 303)

    return router


async def _page(desk: Desk, visitor: Visitor, problem: str = "") -> Response:
    states = await _states(desk, visitor)
    async with desk.db.transaction() as conn:
        context = await frame(desk, conn, visitor, current="/operations")
    return page(
        desk,
        "operations.html",
        {**context, **states, "problem": problem},
        422 if problem else 200,
    )


async def _states(desk: Desk, visitor: Visitor) -> dict[str, Any]:
    """All are asked at once: whoever is away is waited for no longer than one of them."""
    owners, by = desk.owners, visitor.staff
    here, others, switches, mail_server, alarms = await asyncio.gather(
        desk.operations.state(),
        machinery.states(owners, by),
        machinery.switches(owners, by),
        machinery.mail_server(owners, by),
        machinery.alarms(owners, by),
    )
    states: dict[str, State | None] = {HERE: here, **others}
    standings = [machinery.standing(name, state) for name, state in states.items()]
    return {
        "states": states,
        "standings": standings,
        "conditions": conditions(standings),
        "letters": [
            (name, line) for name, state in states.items() if state for line in state.dead_letters
        ],
        "switches": switches,
        "mail_server": mail_server,
        "alarms": alarms or [],
        "kinds": sorted(TEXT_KIND),
    }


async def _read(
    desk: Desk, service: str, letter_id: int, visitor: Visitor
) -> DeadLetterEvent | None:
    if service == HERE:
        covered = visitor.staff.role is not Role.OWNER
        return await desk.operations.read(letter_id, covered=covered)
    return await machinery.dead_letter(_owner(desk, service), letter_id, visitor.staff)


async def _replay(desk: Desk, service: str, letter_id: int, visitor: Visitor) -> str:
    """What went wrong, in words; empty when nothing did."""
    if service == HERE:
        return REPLAYED[await desk.operations.replay(letter_id)]
    path = f"{machinery.PATH}/dead-letters/{letter_id}/replay"
    answer = await _owner(desk, service).ask(path, {}, visitor.staff)
    if answer in ANSWERED:
        return REPLAYED[ANSWERED[answer]]
    return ANSWER[answer].format(owner=service.capitalize())


def _owner(desk: Desk, service: str) -> Owner:
    owners = {o.name: o for o in (desk.owners.booking, desk.owners.notify, desk.owners.followup)}
    if service not in owners:
        raise HTTPException(404)
    return owners[service]


async def _note(desk: Desk, visitor: Visitor, what: Audited, subject: str) -> None:
    async with desk.db.transaction() as conn:
        at = desk.clock.now()
        await audit.add(conn, what, staff_id=visitor.staff.id, at=at, subject=subject)
