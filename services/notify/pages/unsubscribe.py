"""The link in a reminder: looking changes nothing, one click ends them (RFC 8058)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from services.notify.handlers.mail_wishes import Reader, find_reader, stop_reminders
from services.notify.pages.frame import Frame
from shared.db import Connection


def router(frame: Frame) -> APIRouter:
    """A mail program posts here without having looked, so there is no token but the link itself:
    whoever has it can do no more than the reader asked for.
    """
    pages = APIRouter(prefix="/mail")

    async def reader_of(conn: Connection, token: str) -> Reader | None:
        text_id = frame.links.read(token)
        return await find_reader(conn, text_id) if text_id else None

    def show(request: Request, reader: Reader | None, *, done: bool) -> Response:
        if reader is None:
            return frame.page(request, "unknown.html", status=404)
        return frame.page(
            request,
            "unsubscribe.html",
            language=reader.language,
            clinic=reader.clinic,
            done=done,
        )

    @pages.get("/{token}")
    async def look(request: Request, token: str) -> Response:
        async with frame.db.transaction() as conn:
            reader = await reader_of(conn, token)
        return show(request, reader, done=False)

    @pages.post("/{token}")
    async def stop(request: Request, token: str) -> Response:
        """Answered at once, without a redirect, as RFC 8058 asks."""
        async with frame.db.transaction() as conn:
            reader = await reader_of(conn, token)
            if reader:
                await stop_reminders(conn, reader.address, frame.clock.now())
        return show(request, reader, done=True)

    return pages
