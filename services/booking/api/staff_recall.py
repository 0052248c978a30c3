"""/staff/v1: patients without a next visit."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from services.booking.api.counter import Counter
from services.booking.api.models import Day, Reason
from services.booking.api.problems import as_problems
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.domain.recall import Recall
from services.booking.handlers import recalls
from services.booking.handlers.visits import Change
from services.booking.store import recalls as recalls_store
from services.booking.store.recalls import ListedRecall
from shared.auth import Staff
from shared.events.planning import RecallState


class SnoozeBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    until: Day


class DoneBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Reason | None = None


class RecallOut(BaseModel):
    id: str
    patient_id: str
    version: int
    state: RecallState
    last_visit_at: datetime
    course_unfinished: bool
    snoozed_until: date | None

    @classmethod
    def of(cls, recall: Recall) -> Self:
        return cls(
            id=recall.id,
            patient_id=recall.patient_id,
            version=recall.version,
            state=recall.state,
            last_visit_at=recall.last_visit_at,
            course_unfinished=recall.course_unfinished,
            snoozed_until=recall.snoozed_until,
        )


class ListedRecallOut(RecallOut):
    patient_name: str

    @classmethod
    def listed(cls, one: ListedRecall) -> Self:
        fields = RecallOut.of(one.recall).model_dump()
        return cls(**fields, patient_name=one.patient_name)


def router(
    counter: Counter, reading: Callable[..., Staff], changing: Callable[..., Staff]
) -> APIRouter:
    api = APIRouter(prefix="/recall", tags=["recall"])

    @api.get("", dependencies=[Depends(reading)])
    async def list_open() -> list[ListedRecallOut]:
        """Who waits longest, first; snoozed ones too."""
        async with counter.open() as at:
            found = await recalls_store.list_open(at.conn, at.location.key)
            return [ListedRecallOut.listed(one) for one in found]

    @api.post("/{recall_id}/text", status_code=202, responses={**UNKNOWN, **REFUSALS})
    async def text(recall_id: UUID, staff: Annotated[Staff, Depends(changing)]) -> RecallOut:
        """Ask by text, if the patient may be texted."""
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now)
                return RecallOut.of(await recalls.text(at.conn, at.desk, str(recall_id), change))

    @api.post("/{recall_id}/snooze", responses={**UNKNOWN, **REFUSALS})
    async def snooze(
        recall_id: UUID, body: SnoozeBody, staff: Annotated[Staff, Depends(changing)]
    ) -> RecallOut:
        """Due again on that day."""
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now)
                changed = await recalls.snooze(at.conn, str(recall_id), body.until, change)
                return RecallOut.of(changed)

    @api.post("/{recall_id}/done", responses={**UNKNOWN, **REFUSALS})
    async def done(
        recall_id: UUID, body: DoneBody, staff: Annotated[Staff, Depends(changing)]
    ) -> RecallOut:
        """Dealt with: not asked about this last visit again."""
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now, body.reason)
                return RecallOut.of(await recalls.finish(at.conn, str(recall_id), change))

    return api
