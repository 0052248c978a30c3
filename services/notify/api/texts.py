"""/staff/v1/texts: what became of texts, for whoever looks after them."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from services.notify.api.staff import Desk
from services.notify.store import books
from shared.http.access import EVERYONE

LONGEST_HOURS = 31 * 24


class ExpiredOut(BaseModel):
    """`why`: what held it up, "quiet_hours" say; none or "too_late" when nobody was there to send."""

    text_id: UUID
    patient_id: str
    kind: str
    appointment_id: str | None
    due_at: datetime
    expired_at: datetime
    why: str | None


def texts_router(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/texts", tags=["for staff"])

    @router.get("/expired", dependencies=[Depends(desk.access.allow(EVERYONE))])
    async def list_expired(
        hours: Annotated[int, Query(ge=1, le=LONGEST_HOURS)] = 24,
    ) -> list[ExpiredOut]:
        """What came too late to be of use in the last hours, after an outage say (S-48)."""
        since = desk.clock.now() - timedelta(hours=hours)
        async with desk.db.transaction() as conn:
            return [ExpiredOut(**vars(text)) for text in await books.list_expired(conn, since)]

    return router
