"""Classes of the days that are shown: how many seats are left, and who comes."""

from datetime import date

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.dashboard.live.hints import Kind
from services.dashboard.owned import HeldClass, show_classes
from services.dashboard.owners import OwnerAwayError
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, visitor_of
from services.dashboard.pages.looks import Looks
from services.dashboard.store.audit import Audited

TEMPLATE = "parts/classes.html"
OF_CLASSES = frozenset({Kind.VISITS, Kind.PATIENTS})


def class_pages(desk: Desk, gate: Gate) -> APIRouter:
    router, looks = APIRouter(dependencies=[Depends(gate)]), Looks()
    template = desk.templates.get_template(TEMPLATE)

    @router.get("/parts/classes")
    async def part(request: Request, first: date, last: date) -> Response:
        """For Today and the calendar. Everybody may see it, so booking is asked once for all."""
        visitor = visitor_of(request)
        await looks.note(desk, visitor, Audited.CALENDAR_VIEWED, f"classes {first}")

        async def render() -> str:
            try:
                classes = await show_classes(desk.owners, visitor.staff, first, last)
            except OwnerAwayError:
                return template.render({"classes": None})
            shown = [_local(desk, each) for each in classes]
            return template.render({"classes": shown, "one_day": first == last})

        kept = await desk.fragments.get((TEMPLATE, first, last), OF_CLASSES, render)
        return HTMLResponse(kept)

    return router


def _local(desk: Desk, one: HeldClass) -> HeldClass:
    return one.model_copy(update={"starts_at": one.starts_at.astimezone(desk.zone)})
