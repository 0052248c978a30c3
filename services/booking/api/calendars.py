"""Calendars, read by programs that know nothing but an address."""

from fastapi import APIRouter, Response

from services.booking.api.counter import Counter
from services.booking.api.problems import as_problems
from services.booking.domain.calendar_file import MEDIA_TYPE
from services.booking.handlers import calendars
from shared.http.problems import ProblemBody

ANSWERS: dict[int | str, dict[str, object]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}},
    404: {"model": ProblemBody},
}


def router(counter: Counter) -> APIRouter:
    api = APIRouter(prefix="/api/v1", tags=["calendars"])

    @api.get("/manage/{token}/visit.ics", response_class=Response, responses=ANSWERS)
    async def get_visit(token: str) -> Response:
        """One visit: one UID, a SEQUENCE that rises, METHOD:CANCEL once it is cancelled."""
        with as_problems():
            async with counter.open() as at:
                text = await calendars.get_visit_file(at.conn, at.desk, token, at.now)
        return _file(text, "visit.ics")

    @api.get("/feeds/{secret}.ics", response_class=Response, responses=ANSWERS)
    async def get_feed(secret: str) -> Response:
        """A practitioner's visits, for their own calendar; names no patient."""
        with as_problems():
            async with counter.open() as at:
                text = await calendars.get_feed(at.conn, at.catalogue, secret, at.now)
        return _file(text, "visits.ics")

    return api


def _file(text: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(text, media_type=MEDIA_TYPE, headers=headers)
