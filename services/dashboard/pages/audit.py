"""The audit log, for the owner: who saw or changed what, and the same as a file."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, Visitor, acting
from services.dashboard.pages.phrases import words
from services.dashboard.store import audit, audit_log
from services.dashboard.store.audit import Audited
from services.dashboard.store.audit_log import AuditRow, Sought
from shared.auth import Role
from shared.db import Connection

OWNER = frozenset({Role.OWNER})
SHOWN = 500
EXPORTED = 100_000
DAYS = timedelta(days=7)
HEADERS = ("at", "staff", "action", "patient_id", "subject")


def audit_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/audit")
    async def show(
        request: Request,
        first: date | None = None,
        last: date | None = None,
        staff: str = "",
        action: str = "",
        patient: str = "",
    ) -> Response:
        visitor = await acting(desk, request, OWNER)
        until = last or desk.today()
        begin = first or until - DAYS
        sought = _sought(desk, begin, until, staff, action, patient)
        async with desk.db.transaction() as conn:
            context = {
                **await frame(desk, conn, visitor, current="/audit"),
                "entries": await audit_log.list_entries(conn, sought, SHOWN),
                "members": await audit_log.list_staff(conn),
                "actions": {str(each): words(each) for each in Audited},
                "sought": sought,
                "first": begin,
                "last": until,
                "shown": SHOWN,
                "query": urlencode(
                    {
                        "first": begin,
                        "last": until,
                        "staff": staff,
                        "action": action,
                        "patient": patient,
                    }
                ),
            }
            await _note(desk, conn, visitor, Audited.AUDIT_VIEWED)
        return page(desk, "audit.html", context)

    @router.get("/audit.csv")
    async def export(
        request: Request,
        first: date,
        last: date,
        staff: str = "",
        action: str = "",
        patient: str = "",
    ) -> Response:
        visitor = await acting(desk, request, OWNER)
        sought = _sought(desk, first, last, staff, action, patient)
        async with desk.db.transaction() as conn:
            entries = await audit_log.list_entries(conn, sought, EXPORTED)
            await _note(desk, conn, visitor, Audited.AUDIT_EXPORTED)
        named = {"content-disposition": f'attachment; filename="audit-{first}-{last}.csv"'}
        return Response(as_csv(entries), media_type="text/csv", headers=named)

    return router


def as_csv(entries: Sequence[AuditRow]) -> str:
    """Without names of patients: their ids say who was seen, and a file travels."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    for entry in entries:
        staff = plain_cell(entry.staff_name or "")
        writer.writerow(
            (entry.at.isoformat(), staff, entry.action, entry.patient_id, entry.subject)
        )
    return text.getvalue()


def plain_cell(cell: str) -> str:
    """A spreadsheet would run what begins like a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _sought(desk: Desk, first: date, last: date, staff: str, action: str, patient: str) -> Sought:
    start, _ = desk.bounds(first)
    _, end = desk.bounds(last)
    return Sought(start, end, staff, action, patient)


async def _note(desk: Desk, conn: Connection, visitor: Visitor, action: Audited) -> None:
    await audit.add(conn, action, staff_id=visitor.staff.id, at=desk.clock.now())
