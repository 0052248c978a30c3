"""/staff/v1/patients/ID/hold, /export: what must be kept although the patient asked to be forgotten,
and all there is of them.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from services.notify.api.staff import Body, Desk
from services.notify.handlers.erasure import Erase, NoHoldError
from services.notify.handlers.record_text import FOR_STAFF
from services.notify.store import exports
from shared import legal_holds
from shared.auth import Role, Staff
from shared.http import Problem


class HoldBody(Body):
    reason: str = Field(min_length=1, max_length=500)


class ExportOut(Body):
    """Every row of the patient, by table."""

    patient_id: str
    tables: dict[str, list[dict[str, Any]]]


def hold_router(desk: Desk, erase: Erase) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/patients", tags=["forgetting"])
    owner = desk.access.allow(frozenset({Role.OWNER}))

    @router.put("/{patient_id}/hold", status_code=204)
    async def place(patient_id: str, body: HoldBody, by: Annotated[Staff, Depends(owner)]) -> None:
        async with desk.db.transaction() as conn:
            await legal_holds.place(conn, patient_id, body.reason, by.id, desk.clock.now())

    @router.delete("/{patient_id}/hold", status_code=204)
    async def lift(patient_id: str, by: Annotated[Staff, Depends(owner)]) -> None:
        """What was asked for in the meantime is done at once."""
        try:
            async with desk.db.transaction() as conn:
                await erase.lift_hold(conn, patient_id, by.id, desk.clock.now())
        except NoHoldError:
            raise Problem(404, "no_hold", "There is no hold in force") from None

    @router.get("/{patient_id}/export", dependencies=[Depends(owner)])
    async def export(patient_id: str) -> ExportOut:
        async with desk.db.transaction() as conn:
            tables = await exports.export(conn, patient_id, staff_kinds=sorted(FOR_STAFF))
        return ExportOut(patient_id=patient_id, tables=tables)

    return router
