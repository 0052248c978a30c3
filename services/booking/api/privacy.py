"""All that is kept of a patient; forgetting them, and the legal holds that forbid it. For the owner
of the practice.
"""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.booking.api.counter import Counter
from services.booking.handlers import erasing
from services.booking.store import erasures, exports
from shared.auth import Role, Staff
from shared.http import Problem
from shared.http.problems import refusals


class HoldBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=200)


class HoldOut(BaseModel):
    """`asked_at`: when somebody asked to forget the patient, where a hold makes that wait."""

    hold_reason: str | None
    held_since: datetime | None
    held_by: str | None
    asked_at: datetime | None


class ExportOut(BaseModel):
    """Every row of the patient, by table."""

    patient_id: str
    tables: dict[str, list[dict[str, Any]]]


class ErasureOut(BaseModel):
    """`held`: it was asked, and is done when the legal hold is lifted."""

    state: Literal["erased", "held"]


def router(counter: Counter, reading: Callable[..., Staff]) -> APIRouter:
    def owning(staff: Annotated[Staff, Depends(reading)]) -> Staff:
        if staff.role is not Role.OWNER:
            raise Problem(403, "forbidden", "The owner of the practice decides this")
        return staff

    api = APIRouter(prefix="/patients/{patient_id}")

    @api.post("/erase", responses=refusals(404, 409))
    async def erase(patient_id: UUID, staff: Annotated[Staff, Depends(owning)]) -> ErasureOut:
        """Here and, by event, in every service. Visits that lie ahead are cancelled first."""
        now = counter.clock.now()
        with _refusals():
            async with counter.db.transaction() as conn:
                done = await erasing.erase(conn, str(patient_id), staff.id, now)
        return ErasureOut(state="erased" if done else "held")

    @api.get("/export", dependencies=[Depends(owning)], responses=refusals(404))
    async def export(patient_id: UUID) -> ExportOut:
        async with counter.db.transaction() as conn:
            key = await erasures.find_locked(conn, str(patient_id))
            if key is None:
                raise Problem(404, "not_found", "There is no such patient")
            tables = await exports.export(conn, key, str(patient_id))
        return ExportOut(patient_id=str(patient_id), tables=tables)

    @api.get("/hold", dependencies=[Depends(owning)])
    async def show_hold(patient_id: UUID) -> HoldOut:
        async with counter.db.transaction() as conn:
            return HoldOut(**vars(await erasures.find(conn, str(patient_id))))

    @api.put("/hold", status_code=204, responses=refusals(404))
    async def hold(
        patient_id: UUID, body: HoldBody, staff: Annotated[Staff, Depends(owning)]
    ) -> None:
        now = counter.clock.now()
        with _refusals():
            async with counter.db.transaction() as conn:
                await erasing.place_hold(conn, str(patient_id), body.reason, staff.id, now)

    @api.delete("/hold", status_code=204, responses=refusals(404))
    async def lift(patient_id: UUID, staff: Annotated[Staff, Depends(owning)]) -> None:
        """What was asked in the meantime is done now."""
        now = counter.clock.now()
        with _refusals():
            async with counter.db.transaction() as conn:
                await erasing.lift_hold(conn, str(patient_id), staff.id, now)

    return api


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except erasing.UnknownPatientError:
        raise Problem(404, "not_found", "There is no such patient") from None
    except erasing.NoHoldError:
        raise Problem(404, "no_hold", "There is no hold in force for this patient") from None
    except erasing.VisitsAheadError:
        raise Problem(409, "visits_ahead", "Cancel the visits that lie ahead first") from None
