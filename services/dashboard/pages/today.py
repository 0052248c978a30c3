"""Today: who comes, who confirmed, who wrote, who needs a call."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.dashboard.domain import visits
from services.dashboard.live.hints import Kind
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, navigation, page
from services.dashboard.pages.gate import Gate, Visitor, visitor_of
from services.dashboard.pages.looks import Looks
from services.dashboard.pages.shared_parts import shared
from services.dashboard.store import alerts, audit, replies, tasks, today
from services.dashboard.store.audit import Audited
from services.dashboard.store.today import VisitRow
from shared.db import Connection

# What makes another of the page's two parts. The page listens for the same: today.html.
OF_A_DAY = frozenset({Kind.VISITS, Kind.PATIENTS, Kind.SCORES, Kind.REPLIES, Kind.ALERTS})
OF_PANELS = frozenset({Kind.ALERTS, Kind.REPLIES, Kind.TASKS, Kind.PATIENTS})
OF_NAVIGATION = frozenset({Kind.ALERTS, Kind.REPLIES, Kind.PLANS, Kind.PATIENTS})
UNREAD_SHOWN = 20
TASKS_SHOWN = 20


class Order(StrEnum):
    TIME = "time"
    ROOM = "room"


def today_pages(desk: Desk, gate: Gate) -> APIRouter:
    router, looks = APIRouter(dependencies=[Depends(gate)]), Looks()

    @router.get("/")
    async def show(request: Request, day: date | None = None, by: Order = Order.TIME) -> Response:
        visitor = visitor_of(request)
        shown = day or desk.today()
        async with desk.db.transaction() as conn:
            at, subject = desk.clock.now(), shown.isoformat()
            await audit.add(
                conn, Audited.DAY_VIEWED, staff_id=visitor.staff.id, at=at, subject=subject
            )
        return await whole_day(desk, visitor, shown, by)

    @router.get("/parts/visits")
    async def visits_part(request: Request, day: date, by: Order = Order.TIME) -> Response:
        visitor = visitor_of(request)
        await looks.note(desk, visitor, Audited.DAY_VIEWED, day.isoformat())
        return HTMLResponse(await shown_visits(desk, visitor, day, by))

    @router.get("/parts/panels")
    async def panels_part(request: Request) -> Response:
        visitor = visitor_of(request)
        await looks.note(desk, visitor, Audited.ALERTS_VIEWED, None)
        return HTMLResponse(await shown_panels(desk, visitor))

    @router.get("/parts/navigation")
    async def navigation_part(request: Request, current: str = "") -> Response:
        visitor = visitor_of(request)

        async def context(conn: Connection) -> dict[str, Any]:
            return {"nav": await navigation(conn, visitor, current)}

        of = (current, visitor.staff.role)
        return HTMLResponse(
            await shared(desk, visitor, "parts/navigation.html", of, OF_NAVIGATION, context)
        )

    return router


async def whole_day(
    desk: Desk,
    visitor: Visitor,
    day: date,
    by: Order = Order.TIME,
    *,
    words: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    async with desk.db.transaction() as conn:
        around = await frame(desk, conn, visitor, current="/")
    parts = {
        "visits_part": await shown_visits(desk, visitor, day, by),
        "panels_part": await shown_panels(desk, visitor),
    }
    context = {**around, **days(desk, day, by), **parts, **(words or {})}
    return page(desk, "today.html", context, status)


async def shown_visits(desk: Desk, visitor: Visitor, day: date, by: Order) -> Markup:
    async def context(conn: Connection) -> dict[str, Any]:
        return await day_context(desk, conn, day, by)

    return await shared(desk, visitor, "parts/visits.html", (day, by), OF_A_DAY, context)


async def shown_panels(desk: Desk, visitor: Visitor) -> Markup:
    return await shared(desk, visitor, "parts/panels.html", (), OF_PANELS, panels_context)


async def day_context(
    desk: Desk, conn: Connection, day: date, by: Order = Order.TIME
) -> dict[str, Any]:
    rows, now = await today.list_visits(conn, *desk.bounds(day)), desk.clock.now()
    return {
        **days(desk, day, by),
        "visits": rows,
        "groups": _grouped(rows, by),
        "summary": visits.summary([row.status for row in rows]),
        "actions": {
            row.appointment_id: visits.actions(
                row.status, row.starts_at, now, review=visits.REVIEW in row.flags
            )
            for row in rows
        },
    }


def days(desk: Desk, day: date, by: Order) -> dict[str, Any]:
    return {
        "day": day,
        "today": desk.today(),
        "previous_day": day - timedelta(days=1),
        "next_day": day + timedelta(days=1),
        "by": by,
    }


def _grouped(rows: Sequence[VisitRow], by: Order) -> list[tuple[str, list[VisitRow]]]:
    """Under one nameless heading by time; else under each room's name, those without one last."""
    if by is Order.TIME:
        return [("", list(rows))]
    ordered = sorted(rows, key=lambda row: (row.room is None, row.room or ""))
    return [
        (room or "Without a room", list(inside))
        for room, inside in groupby(ordered, key=lambda row: row.room)
    ]


async def panels_context(conn: Connection) -> dict[str, Any]:
    return {
        "open_alerts": await alerts.list_open(conn),
        "open_tasks": await tasks.list_open(conn, TASKS_SHOWN),
        "unread": await replies.list_unread(conn, UNREAD_SHOWN),
        "unread_count": await replies.count_unread(conn),
    }


async def look(
    desk: Desk, conn: Connection, visitor: Visitor, action: Audited, subject: str | None
) -> None:
    at = desk.clock.now()
    await audit.add_look(conn, action, staff_id=visitor.staff.id, at=at, subject=subject)


def part_context(desk: Desk, visitor: Visitor) -> dict[str, Any]:
    return {"visitor": visitor, "csrf_token": visitor.csrf_token, "now": desk.clock.now()}
