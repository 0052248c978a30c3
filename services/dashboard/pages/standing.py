"""What the desk should know about its own news: who is away, and how far behind the page is."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.dashboard.pages.desk import Desk
from services.dashboard.pages.frame import page, standing
from services.dashboard.pages.gate import Gate


def standing_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/parts/standing")
    async def show() -> Response:
        return page(desk, "parts/standing.html", standing(desk))

    return router
