"""/live: the stream that tells an open page which of its parts to fetch again."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import StreamingResponse

from services.dashboard.live.stream import stream
from services.dashboard.pages.desk import Desk
from services.dashboard.pages.gate import LIVE, Gate, visitor_of

# A proxy that gathers a response before it passes it on would hold the stream back.
UNBUFFERED = {"x-accel-buffering": "no"}


def live_pages(desk: Desk, gate: Gate) -> APIRouter:
    router = APIRouter(dependencies=[Depends(gate)])

    @router.get(LIVE)
    async def live(
        request: Request,
        patient: Annotated[tuple[str, ...], Query()] = (),
        last_event_id: str = "",
    ) -> StreamingResponse:
        """The browser's own header counts before the address, which is as old as the page.
        `patient` is there for each record of the person.
        """
        session_id = visitor_of(request).session_id
        known = request.headers.get("last-event-id", last_event_id)

        async def events() -> AsyncIterator[str]:
            with desk.hub.subscribed(*patient) as subscriber:
                async for event in stream(
                    desk.hub,
                    subscriber,
                    last_event_id=known,
                    may_stay=lambda: gate.still_open(session_id),
                ):
                    yield event

        return StreamingResponse(events(), media_type="text/event-stream", headers={**UNBUFFERED})

    return router
