"""How e-mail is connected, the second channel: set with the installation, shown to the owner."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.dashboard.machinery import MailServer
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import Gate, acting
from services.dashboard.pages.settings.saving import settings_page
from services.dashboard.pages.settings.sections import OWNER


def email_settings(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get("/settings/email")
    async def show(request: Request) -> Response:
        visitor = await acting(desk, request, OWNER)
        server = await desk.owners.notify.show("/staff/v1/email", MailServer, visitor.staff)
        return await settings_page(desk, visitor, "email", {"server": server})

    return router
