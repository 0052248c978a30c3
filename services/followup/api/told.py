"""The PEG as a patient told it to a member of staff, above all before the first needling."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.followup.domain.peg import Peg
from services.followup.domain.questions import Ask
from services.followup.handlers.told import NoSuchComplaintError, record_told_peg
from shared.clock import Clock
from shared.db import Database
from shared.http import Problem
from shared.http.access import WORKING, Access

Item = Annotated[int, Field(ge=0, le=10, description="over the past week, 0-10")]


class ToldPeg(BaseModel):
    """All three items, or none: a part of a PEG has no score."""

    pain_average: Item
    enjoyment: Item
    general_activity: Item


def told_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(
        prefix="/patients", tags=["told"], dependencies=[Depends(access.allow(WORKING))]
    )

    @router.post("/{patient_id}/complaints/{complaint_id}/peg", status_code=204)
    async def tell_peg(patient_id: str, complaint_id: str, told: ToldPeg) -> None:
        items = {
            Ask.PEG_PAIN: told.pain_average,
            Ask.PEG_ENJOYMENT: told.enjoyment,
            Ask.PEG_ACTIVITY: told.general_activity,
        }
        try:
            async with db.transaction() as conn:
                await record_told_peg(conn, patient_id, complaint_id, Peg(items, clock.now()))
        except NoSuchComplaintError:
            raise Problem(404, "no_such_complaint", "The patient has no such complaint") from None

    return router
