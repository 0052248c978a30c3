"""All that is kept of one patient, and the holds that forbid forgetting them."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.followup.handlers.erasure import NoHoldError, lift_hold, place_hold
from services.followup.store import erasures
from shared.auth import Role, Staff
from shared.clock import Clock
from shared.db import Database
from shared.http import Problem
from shared.http.access import Access

OWNER = frozenset({Role.OWNER})


class ExportBody(BaseModel):
    """Every row of the patient, by table."""

    patient_id: str
    tables: dict[str, list[dict[str, Any]]]


class HoldBody(BaseModel):
    reason: str = Field(min_length=1, max_length=200)


def privacy_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(prefix="/patients", tags=["privacy"])
    owner = Depends(access.allow(OWNER))

    @router.get("/{patient_id}/export", dependencies=[owner])
    async def export_patient(patient_id: str) -> ExportBody:
        async with db.transaction() as conn:
            tables = await erasures.export(conn, patient_id)
        return ExportBody(patient_id=patient_id, tables=tables)

    @router.put("/{patient_id}/hold", status_code=204)
    async def hold(patient_id: str, body: HoldBody, staff: Annotated[Staff, owner]) -> None:
        async with db.transaction() as conn:
            await place_hold(conn, patient_id, body.reason, staff, clock.now())

    @router.delete("/{patient_id}/hold", status_code=204)
    async def lift(patient_id: str, staff: Annotated[Staff, owner]) -> None:
        try:
            async with db.transaction() as conn:
                await lift_hold(conn, patient_id, staff, clock.now())
        except NoHoldError:
            raise Problem(404, "no_hold", "There is no hold in force for this patient") from None

    return router
