"""The page with the phones, and the stream that keeps it live."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from sandbox.phones import changes, handsets, texts
from sandbox.phones.changes import Change
from sandbox.phones.parts import Phones
from sandbox.phones.rendering import Renderer
from sandbox.phones.simulator import Simulator
from sandbox.phones.timetravel import shown_clock

router = APIRouter()

_KEEP_ALIVE_SECONDS = 15
# Nothing inline and nothing from elsewhere: a text's body is somebody else's input.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@router.get("/", response_class=HTMLResponse)
async def show_phones(request: Request, phones: Phones) -> HTMLResponse:
    renderer: Renderer = request.app.state.renderer
    page = renderer.page(phones, changes.last_id(phones.storage.conn))
    return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})


@router.get("/live")
async def stream_changes(
    request: Request,
    phones: Phones,
    after: int = 0,
    last_event_id: Annotated[int | None, Header()] = None,
) -> StreamingResponse:
    start = after if last_event_id is None else last_event_id
    return StreamingResponse(
        _events(phones, request.app.state.renderer, start),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


async def _events(phones: Simulator, renderer: Renderer, seen: int) -> AsyncIterator[str]:
    if not changes.reaches_back_to(phones.storage.conn, seen):
        yield "event: reload\ndata: {}\n\n"
        return
    while not phones.closing.is_set():
        rung = phones.storage.bell.listen()
        for change in changes.list_after(phones.storage.conn, seen):
            seen = change.id
            data = json.dumps(_describe(phones, renderer, change))
            yield f"id: {change.id}\nevent: {change.kind}\ndata: {data}\n\n"
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(rung.wait(), _KEEP_ALIVE_SECONDS)
            continue
        yield ": still here\n\n"


def _describe(phones: Simulator, renderer: Renderer, change: Change) -> dict[str, object]:
    conn = phones.storage.conn
    if change.kind == "text":
        text = texts.find(conn, change.subject)
        if text is None:
            return {"sid": change.subject}
        html = renderer.text(text, phones.settings.zone)
        return {"sid": text.sid, "phone": text.phone, "html": html}
    if change.kind == "phone":
        handset = handsets.get(conn, change.subject)
        whole = renderer.handset(phones, handset)
        return {"number": handset.number, "head": renderer.head(handset), "html": whole}
    if change.kind == "faults":
        return {"html": renderer.faults(phones)}
    if change.kind == "clock":
        return shown_clock(phones).model_dump(mode="json")
    return {"sid": change.subject}
