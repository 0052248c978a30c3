"""Moving a visit: what it would clash with, and whether the patient is told (S-21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.dashboard.owned import MovedVisit, Practitioner
from services.dashboard.owners import Answer, Sent
from services.dashboard.pages.answers import told
from services.dashboard.pages.asking import ask_owner, send_owner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, acting, is_part, text_of
from services.dashboard.pages.people import list_working, with_working
from services.dashboard.pages.today import part_context
from services.dashboard.pages.visits import parse_version, who_was_quicker
from services.dashboard.store import calendar
from services.dashboard.store.audit import Audited
from services.dashboard.store.calendar import CalendarVisit
from shared.db import Connection


@dataclass(frozen=True)
class Wish:
    """Where a visit should go; what was not said stays as it is."""

    starts_at: datetime
    practitioner: str
    room: str | None

    @staticmethod
    def of(said: QueryParams | FormData, visit: CalendarVisit, zone: ZoneInfo) -> "Wish":
        """`day` and `time` are wall time, as two fields of a form give them."""
        at = visit.starts_at.astimezone(zone)
        day, time = said.get("day") or at.date(), said.get("time") or f"{at:%H:%M}"
        try:
            starts_at = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=zone)
        except ValueError:
            raise HTTPException(422) from None
        who, room = said.get("practitioner"), said.get("room")
        return Wish(
            starts_at,
            str(who) if who else visit.practitioner_id,
            str(room) if room else visit.room_id,
        )


def moving_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/visits/{appointment_id}/move")
    async def ask(request: Request, appointment_id: str) -> Response:
        visitor = await acting(desk, request)
        visit = await _get(desk, appointment_id)
        wish = Wish.of(request.query_params, visit, desk.zone)
        return await _form(desk, request, visitor, visit, wish)

    @router.post("/visits/{appointment_id}/move")
    async def move(request: Request, appointment_id: str) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        visit = await _get(desk, appointment_id)
        wish = Wish.of(form, visit, desk.zone)
        if text_of(form, "tell") not in {"yes", "no"}:
            problem = "Choose whether the patient is told."
            return await _form(desk, request, visitor, visit, wish, {"problem": problem})
        version = parse_version(text_of(form, "version"))
        sent = await _move(desk, visitor, visit, wish, form, version)
        answer = sent.answer
        if answer is Answer.DONE:
            moved = None if text_of(form, "undo") else sent.read(MovedVisit)
            return RedirectResponse(_after(visit, wish, moved, text_of(form, "tell"), desk), 303)
        words = told(answer, owner="Booking", shown=False, done="")
        if answer is Answer.CHANGED:
            words |= await who_was_quicker(desk, appointment_id, version)
        if answer is Answer.NOT_FREE:
            words["may_overrule"] = True
        return await _form(desk, request, visitor, await _get(desk, appointment_id), wish, words)

    @router.post("/visits/{appointment_id}/cancel")
    async def cancel(request: Request, appointment_id: str) -> Response:
        visitor, form = await acting(desk, request), await request.form()
        visit = await _get(desk, appointment_id)
        wish, tell = Wish.of(form, visit, desk.zone), text_of(form, "tell")
        if tell not in {"yes", "no"}:
            problem = "Choose whether the patient is told."
            return await _form(desk, request, visitor, visit, wish, {"problem": problem})
        version = parse_version(text_of(form, "version"))
        asked = {"version": version, "tell_patient": tell == "yes"}
        answer, _ = await ask_owner(
            desk,
            desk.owners.cancel_visit(appointment_id, asked, by=visitor.staff),
            by=visitor,
            patient_id=visit.patient_id,
            audited=Audited.VISIT_CANCELLED,
            subject=f"{appointment_id} tell={tell}",
        )
        if answer is Answer.DONE:
            return RedirectResponse(f"/calendar?day={wish.starts_at.date()}", 303)
        words = told(answer, owner="Booking", shown=False, done="")
        if answer is Answer.CHANGED:
            words |= await who_was_quicker(desk, appointment_id, version)
        return await _form(desk, request, visitor, visit, wish, words)

    return router


def _after(
    visit: CalendarVisit, wish: Wish, moved: MovedVisit | None, tell: str, desk: Desk
) -> str:
    """The calendar of that day, which offers to take the move back: the address says where the
    visit was, and where booking says that it is, for its event may still be on its way.
    """
    shown: dict[str, object] = {"day": wish.starts_at.date()}
    if moved is not None:
        shown |= {
            "moved": visit.appointment_id,
            "version": moved.visit.version,
            "to": moved.visit.starts_at.astimezone(desk.zone).isoformat(),
            "who_has": moved.visit.practitioner.id,
            "was": visit.starts_at.astimezone(desk.zone).isoformat(),
            "who_had": visit.practitioner_id,
            "room_was": visit.room_id or "",
            "told": tell,
        }
    return f"/calendar?{urlencode(shown)}"


async def _move(
    desk: Desk, visitor: Visitor, visit: CalendarVisit, wish: Wish, form: FormData, version: int
) -> Sent:
    tell, reason = text_of(form, "tell"), text_of(form, "reason").strip()
    asked: dict[str, object] = {
        "version": version,
        "starts_at": wish.starts_at.isoformat(),
        "practitioner": wish.practitioner,
        "tell_patient": tell == "yes",
    }
    if wish.room and wish.room != visit.room_id:
        asked["room"] = wish.room
    if reason:
        asked |= {"reason": reason, "overrule": True}
    return await send_owner(
        desk,
        desk.owners.move_visit(visit.appointment_id, asked, by=visitor.staff),
        by=visitor,
        patient_id=visit.patient_id,
        audited=Audited.VISIT_MOVED,
        subject=f"{visit.appointment_id} tell={tell}",
    )


async def _get(desk: Desk, appointment_id: str) -> CalendarVisit:
    async with desk.db.transaction() as conn:
        visit = await calendar.find(conn, appointment_id)
    if visit is None or not visit.status.upcoming:
        raise HTTPException(404)
    return visit


async def _form(
    desk: Desk,
    request: Request,
    visitor: Visitor,
    visit: CalendarVisit,
    wish: Wish,
    words: dict[str, Any] | None = None,
) -> Response:
    working = await list_working(desk, visitor)
    async with desk.db.transaction() as conn:
        context = {
            **await _choices(desk, conn, visit, wish, working),
            **(words or {}),
            **part_context(desk, visitor),
        }
        if is_part(request):
            return page(desk, "parts/move.html", context)
        context |= await frame(desk, conn, visitor, current="/calendar")
    return page(desk, "move.html", context, 409 if words else 200)


async def _choices(
    desk: Desk,
    conn: Connection,
    visit: CalendarVisit,
    wish: Wish,
    working: Sequence[Practitioner],
) -> dict[str, Any]:
    start, end = desk.bounds(wish.starts_at.date())
    return {
        "visit": visit,
        "wish": wish,
        "people": with_working(await calendar.list_practitioners(conn, start, end), working),
        "rooms": await calendar.list_rooms(conn, start, end),
        "clashes": await calendar.list_clashes(
            conn, visit, wish.practitioner, wish.room, wish.starts_at
        ),
        "may_overrule": False,
        "problem": "",
    }
