"""The calendar: a day by practitioner or room, and a week in numbers or of one practitioner."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.dashboard.domain.calendar import HOUR, Placed, lay_out
from services.dashboard.domain.week import days_of, half_hours_of, week_of
from services.dashboard.live.hints import Kind
from services.dashboard.owned import Practitioner
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, visitor_of
from services.dashboard.pages.just_done import Changed, foresee_confirmation, just_done
from services.dashboard.pages.looks import Looks
from services.dashboard.pages.people import list_working, with_working
from services.dashboard.pages.shared_parts import shared
from services.dashboard.store import audit, calendar
from services.dashboard.store.audit import Audited
from services.dashboard.store.calendar import CalendarVisit, Column
from shared.db import Connection

DAYS, SATURDAY = 7, 6
# What makes another of it. The page listens for the same: calendar.html.
OF_CALENDAR = frozenset({Kind.VISITS, Kind.PATIENTS})


class View(StrEnum):
    PRACTITIONERS = "practitioners"
    ROOMS = "rooms"
    WEEK = "week"
    LIST = "list"  # a day of one practitioner, however full


@dataclass(frozen=True)
class Shown:
    """What the address asks for. `who` is a practitioner's id, for the week of one."""

    day: date
    view: View
    who: str

    def address(self, **changes: object) -> str:
        asked = {"day": self.day, "view": self.view, "who": self.who, **changes}
        return urlencode({key: value for key, value in asked.items() if value})

    @property
    def step(self) -> timedelta:
        return timedelta(days=DAYS if self.view is View.WEEK else 1)

    @property
    def days(self) -> list[date]:
        if self.view is not View.WEEK:
            return [self.day]
        monday = self.day - timedelta(days=self.day.weekday())
        return [monday + timedelta(days=number) for number in range(DAYS)]


def calendar_pages(desk: Desk, gate: Gate) -> APIRouter:
    router, looks = APIRouter(dependencies=[Depends(gate)]), Looks()

    @router.get("/calendar")
    async def show(
        request: Request,
        changed: Annotated[Changed, Query()],
        day: date | None = None,
        view: View = View.PRACTITIONERS,
        who: str = "",
    ) -> Response:
        visitor, shown = visitor_of(request), Shown(day or desk.today(), view, who)
        working = await list_working(desk, visitor)
        confirmation = await foresee_confirmation(desk, visitor, changed) if changed.booked else ""
        async with desk.db.transaction() as conn:
            at, subject = desk.clock.now(), shown.day.isoformat()
            await audit.add(
                conn, Audited.CALENDAR_VIEWED, staff_id=visitor.staff.id, at=at, subject=subject
            )
            around = await _context(desk, conn, shown, working)
            context = {
                **await frame(desk, conn, visitor, current="/calendar"),
                **around,
                **await just_done(desk, conn, changed, around["people"]),
                "confirmation": confirmation,
            }
        return page(desk, "calendar.html", context)

    @router.get("/parts/calendar")
    async def part(
        request: Request, day: date, view: View = View.PRACTITIONERS, who: str = ""
    ) -> Response:
        visitor, shown = visitor_of(request), Shown(day, view, who)
        await looks.note(desk, visitor, Audited.CALENDAR_VIEWED, day.isoformat())
        working = await list_working(desk, visitor)

        async def context(conn: Connection) -> dict[str, Any]:
            return await _context(desk, conn, shown, working)

        of = (shown, *((person.id, person.name) for person in working))
        return HTMLResponse(
            await shared(desk, visitor, "parts/calendar.html", of, OF_CALENDAR, context)
        )

    return router


async def _context(
    desk: Desk, conn: Connection, shown: Shown, working: Sequence[Practitioner]
) -> dict[str, Any]:
    start, _ = desk.bounds(shown.days[0])
    _, end = desk.bounds(shown.days[-1])
    people = with_working(await calendar.list_practitioners(conn, start, end), working)
    context = {"shown": shown, "today": desk.today(), "people": people}
    if shown.view is View.WEEK and not shown.who:
        return {**context, **await _week(desk, conn, shown, people)}
    if shown.view is View.LIST:
        return {**context, **await _list(conn, shown, people, start, end)}
    visits = await calendar.list_visits(conn, start, end)
    if shown.view is View.WEEK:
        mine = [visit for visit in visits if visit.practitioner_id == shown.who]
        columns = [Column(day.isoformat(), f"{day:%a} {day.day}") for day in shown.days]
        return {**context, **_table(desk, columns, [(_day(desk, v), v) for v in mine])}
    if shown.view is View.ROOMS:
        rooms = await calendar.list_rooms(conn, start, end)
        return {**context, **_table(desk, rooms, [(v.room_id or "", v) for v in visits])}
    return {**context, **_table(desk, people, [(v.practitioner_id, v) for v in visits])}


async def _week(
    desk: Desk, conn: Connection, shown: Shown, people: Sequence[Column]
) -> dict[str, Any]:
    """A free weekend takes no room."""
    (start, _), (_, end) = desk.bounds(shown.days[0]), desk.bounds(shown.days[-1])
    spans = await calendar.list_spans(conn, start, end, desk.zone.key)
    rows = days_of(spans)
    by_day: Counter[date] = Counter()
    by_person: Counter[str] = Counter()
    for row in rows:
        by_day[row.day] += row.visits
        by_person[row.practitioner_id] += row.visits
    return {
        "days": [day for day in shown.days if day.isoweekday() < SATURDAY or by_day[day]],
        "week": {(row.practitioner_id, row.day): row for row in rows},
        "drawn": week_of(half_hours_of(spans)),
        "of_day": by_day,
        "of_person": by_person,
    }


async def _list(
    conn: Connection, shown: Shown, people: Sequence[Column], start: datetime, end: datetime
) -> dict[str, Any]:
    visits = await calendar.list_visits_of(conn, shown.who, start, end)
    names = {person.id: person.name for person in people}
    return {"listed": visits, "person": names.get(shown.who, "")}


def _table(
    desk: Desk, columns: Sequence[Column], visits: Sequence[tuple[str, CalendarVisit]]
) -> dict[str, Any]:
    placed = []
    for column, visit in visits:
        at = visit.starts_at.astimezone(desk.zone)
        minutes = int((visit.ends_at - visit.starts_at).total_seconds()) // 60
        starts = at.hour * HOUR + at.minute
        placed.append(Placed(column, starts, starts + minutes, visit))
    return {"columns": columns, "rows": lay_out([column.id for column in columns], placed)}


def _day(desk: Desk, visit: CalendarVisit) -> str:
    return visit.starts_at.astimezone(desk.zone).date().isoformat()
