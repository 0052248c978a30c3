"""Classes of the days that are shown: how many seats are left, and who comes."""

from datetime import date

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.owned import HeldClass, show_classes
from services.dashboard.owners import OwnerAwayError
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import page
from services.dashboard.pages.gate import Gate, visitor_of
from services.dashboard.pages.today import look
from services.dashboard.store.audit import Audited


def class_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/parts/classes")
    async def part(request: Request, first: date, last: date) -> Response:
        """For Today and the calendar."""
        visitor = visitor_of(request)
        try:
            classes = await show_classes(desk.owners, visitor.staff, first, last)
        except OwnerAwayError:
            return page(desk, "parts/classes.html", {"classes": None})
        async with desk.db.transaction() as conn:
            await look(desk, conn, visitor, Audited.CALENDAR_VIEWED, f"classes {first}")
        context = {"classes": [_local(desk, c) for c in classes], "one_day": first == last}
        return page(desk, "parts/classes.html", context)

    return router


def _local(desk: Desk, one: HeldClass) -> HeldClass:
    return one.model_copy(update={"starts_at": one.starts_at.astimezone(desk.zone)})
