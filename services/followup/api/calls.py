"""Who is to be telephoned, and what they said."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, model_validator

from services.followup.handlers.calls import NoSuchCallError, finish_call
from services.followup.store import calls
from shared.auth import Staff
from shared.clock import Clock
from shared.db import Database
from shared.http import Problem
from shared.http.access import EVERYONE, WORKING, Access


class CallOutcome(StrEnum):
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    DECLINED = "declined"


class CallBody(BaseModel):
    call_id: UUID
    patient_id: str
    reason: str
    since: datetime


class CallsBody(BaseModel):
    calls: list[CallBody]


class Finishing(BaseModel):
    """`score` is what a patient who was reached said, 0-10."""

    outcome: CallOutcome
    score: int | None = Field(None, ge=0, le=10)

    @model_validator(mode="after")
    def _score_only_when_reached(self) -> "Finishing":
        if self.score is not None and self.outcome is not CallOutcome.REACHED:
            raise ValueError("a score comes only from a patient who was reached")
        return self


def calls_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(prefix="/calls", tags=["calls"])

    @router.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def list_calls() -> CallsBody:
        async with db.transaction() as conn:
            waiting = await calls.list_waiting(conn)
        return CallsBody(
            calls=[
                CallBody(call_id=c.id, patient_id=c.patient_id, reason=c.reason, since=c.since)
                for c in waiting
            ]
        )

    @router.post("/{call_id}/done", status_code=204)
    async def finish(
        call_id: UUID, done: Finishing, staff: Annotated[Staff, Depends(access.allow(WORKING))]
    ) -> None:
        try:
            async with db.transaction() as conn:
                await finish_call(conn, call_id, staff, done.outcome, done.score, clock.now())
        except NoSuchCallError:
            raise Problem(404, "no_such_call", "This call is not waiting") from None

    return router
