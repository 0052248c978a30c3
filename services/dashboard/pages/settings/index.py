"""/settings: every section that the visitor may change, as a card."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import frame, page
from services.dashboard.pages.gate import Gate, acting
from services.dashboard.pages.settings.sections import INDEX, grouped, roles_served, sections_for


def settings_index(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(INDEX)
    async def show(request: Request) -> Response:
        visitor = await acting(desk, request, roles_served())
        sections = sections_for(visitor.staff.role)
        async with desk.db.transaction() as conn:
            context = await frame(desk, conn, visitor, current=INDEX)
        return page(desk, "settings/index.html", {**context, "groups": list(grouped(sections))})

    return router
