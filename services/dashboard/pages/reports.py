"""Reports: what became of visits, who answers, what it cost; as bars, as a table, as a file."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.domain.reports import By, VisitCounts, filled_percent
from services.dashboard.owned import Results, show_open_minutes, show_results
from services.dashboard.pages.audit import plain_cell
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, visitor_of
from services.dashboard.pages.phrases import words
from services.dashboard.pages.plan_words import WEEKDAY
from services.dashboard.store import audit, reports
from services.dashboard.store.audit import Audited

USUAL = timedelta(days=27)
LONGEST = timedelta(days=366)
BY = {
    By.PRACTITIONER: "Practitioner",
    By.WEEKDAY: "Weekday",
    By.LEAD_TIME: "Booked how long before",
    By.TREATMENT: "Treatment",
    By.REMINDER_PLAN: "Reminder plan",
}
LEAD_TIME = {
    "0": "Less than a day",
    "1": "1 to 3 days",
    "2": "4 to 7 days",
    "3": "8 to 14 days",
    "4": "15 days or more",
    "5": "Not known",
}
HEADERS = (
    "name",
    "booked",
    "came",
    "no_show",
    "no_show_percent",
    "cancelled_by_patient",
    "cancelled_late",
    "late_percent",
    "cancelled_by_clinic",
    "confirmed",
    "confirmed_percent",
)


@dataclass(frozen=True)
class Filled:
    name: str
    minutes: int
    open_minutes: int

    @property
    def percent(self) -> float | None:
        return filled_percent(self.minutes, self.open_minutes)


@dataclass(frozen=True)
class Asked:
    """The days, both counted, and how visits are grouped."""

    first: date
    last: date
    by: By

    @staticmethod
    def of(first: date | None, last: date | None, by: By, today: date) -> "Asked":
        """Four weeks up to today unless told otherwise. Raises HTTPException 422."""
        until = last or today
        begin = first or until - USUAL
        if not timedelta() <= until - begin <= LONGEST:
            raise HTTPException(422)
        return Asked(begin, until, by)


def report_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/reports")
    async def show(
        request: Request,
        first: date | None = None,
        last: date | None = None,
        by: By = By.PRACTITIONER,
    ) -> Response:
        visitor = visitor_of(request)
        asked = Asked.of(first, last, by, desk.today())
        of_owners = await _of_owners(desk, visitor, asked)
        start, end = desk.bounds(asked.first)[0], desk.bounds(asked.last)[1]
        async with desk.db.transaction() as conn:
            at = desk.clock.now()
            await audit.add(conn, Audited.REPORT_VIEWED, staff_id=visitor.staff.id, at=at)
            texts = await reports.count_texts(conn, start, end)
            context = {
                **await frame(desk, conn, visitor, current="/reports"),
                **of_owners,
                "asked": asked,
                "by_label": BY,
                "rows": _named(
                    await reports.count_visits(conn, asked.by, start, end, desk.zone.key), asked.by
                ),
                "filled": _filled(
                    await reports.sum_minutes(conn, start, end), of_owners["open_minutes"]
                ),
                "texts": texts,
                "price": desk.segment_price_usd,
                "cost": sum(text.segments for text in texts) * desk.segment_price_usd,
            }
        return page(desk, "reports.html", context)

    @router.get("/reports/visits.csv")
    async def export(request: Request, first: date, last: date, by: By) -> Response:
        visitor, asked = visitor_of(request), Asked.of(first, last, by, last)
        start, end = desk.bounds(asked.first)[0], desk.bounds(asked.last)[1]
        async with desk.db.transaction() as conn:
            at = desk.clock.now()
            await audit.add(conn, Audited.REPORT_EXPORTED, staff_id=visitor.staff.id, at=at)
            rows = await reports.count_visits(conn, by, start, end, desk.zone.key)
        named = {"content-disposition": f'attachment; filename="visits-by-{by}-{first}-{last}.csv"'}
        return Response(as_csv(_named(rows, by)), media_type="text/csv", headers=named)

    return router


async def _of_owners(desk: Desk, visitor: Visitor, asked: Asked) -> dict[str, Any]:
    """Results are for those who may judge them; followup refuses others, so it is not asked."""
    start, end = desk.bounds(asked.first)[0], desk.bounds(asked.last)[1]
    results: dict[str, Results | None] = {}
    if visitor.may_judge:
        for grouped in ("complaint", "treatment"):
            results[grouped] = await show_results(desk.owners, visitor.staff, start, end, grouped)
    minutes = await show_open_minutes(desk.owners, visitor.staff, asked.first, asked.last)
    return {"results": results, "open_minutes": minutes}


def _named(rows: Sequence[VisitCounts], by: By) -> list[tuple[str, VisitCounts]]:
    return [(_name(row.name, by), row) for row in rows]


def _name(code: str, by: By) -> str:
    match by:
        case By.WEEKDAY:
            return WEEKDAY[int(code)]
        case By.LEAD_TIME:
            return LEAD_TIME[code]
        case By.REMINDER_PLAN:
            return words(code) if code else "Not known"
    return code


def _filled(
    booked: dict[tuple[str, str], int], open_minutes: dict[str, int] | None
) -> list[Filled] | None:
    """None while booking is away. Of those who work or have visits then."""
    if open_minutes is None:
        return None
    return [
        Filled(name, minutes, open_minutes.get(who, 0))
        for (who, name), minutes in sorted(booked.items(), key=lambda item: item[0][1])
    ]


def as_csv(rows: Sequence[tuple[str, VisitCounts]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    for name, row in rows:
        writer.writerow((plain_cell(name), *(getattr(row, header) for header in HEADERS[1:])))
    return text.getvalue()
