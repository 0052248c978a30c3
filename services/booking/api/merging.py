"""/staff/v1: two records of one person."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from services.booking.domain.merging import (
    UNDO_FOR,
    MergedAlreadyError,
    NotSamePersonError,
    TooLateToUnmergeError,
)
from services.booking.handlers import merging
from services.booking.handlers.merging import UnknownRecordError
from shared.auth import Staff
from shared.clock import Clock
from shared.db import Database
from shared.http import Problem
from shared.http.access import WORKING, Access
from shared.http.problems import refusals


class MergeBody(BaseModel):
    """`merged_id`: the record that goes into the one in the address."""

    model_config = ConfigDict(extra="forbid")

    merged_id: UUID


class MergeOut(BaseModel):
    merge_id: UUID
    undo_until: datetime


def router(db: Database, clock: Clock, access: Access) -> APIRouter:
    api = APIRouter(prefix="/staff/v1", tags=["staff"], responses=refusals(401, 403))
    working = access.allow(WORKING)

    @api.post("/patients/{patient_id}/merge", status_code=201, responses=refusals(404, 409))
    async def merge(
        patient_id: UUID, body: MergeBody, by: Annotated[Staff, Depends(working)]
    ) -> MergeOut:
        """Both must have the same phone and birth date (S-103)."""
        try:
            async with db.transaction() as conn:
                made = await merging.merge(conn, patient_id, body.merged_id, by=by, now=clock.now())
        except UnknownRecordError:
            raise Problem(404, "unknown_patient", "There is no such patient") from None
        except NotSamePersonError:
            raise Problem(
                409, "not_same_person", "Both need the same phone and the same birth date"
            ) from None
        except MergedAlreadyError:
            raise Problem(409, "merged_already", "One of the two is merged already") from None
        return MergeOut(merge_id=made.id, undo_until=made.merged_at + UNDO_FOR)

    @api.post("/merges/{merge_id}/undo", status_code=204, responses=refusals(404, 409))
    async def undo(merge_id: UUID, by: Annotated[Staff, Depends(working)]) -> None:
        """For 30 days."""
        try:
            async with db.transaction() as conn:
                await merging.unmerge(conn, merge_id, by=by, now=clock.now())
        except UnknownRecordError:
            raise Problem(404, "unknown_merge", "There is no such merge that stands") from None
        except TooLateToUnmergeError:
            raise Problem(409, "too_late", "After 30 days a merge stays") from None

    return api
