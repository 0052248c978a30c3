"""/staff/v1: packages of visits."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.booking.api.counter import Counter, Open
from services.booking.api.models import Day, Reason
from services.booking.api.problems import as_problems
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.domain.package import Package
from services.booking.handlers import packages
from services.booking.handlers.facts import named
from services.booking.handlers.packages import Cause
from services.booking.store import packages as packages_store
from services.booking.store.packages import Line
from shared.auth import Staff
from shared.events.appointments import Named
from shared.ids import new_id


class PackageBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    package_id: UUID | None = Field(
        None, description="what it is to be called: what is sent twice is sold once"
    )
    patient_id: UUID
    treatments: Annotated[list[str], Field(min_length=1, max_length=50)]
    visits: Annotated[int, Field(ge=1, le=200)]
    expires_on: Day | None = None


class CorrectionBody(BaseModel):
    """`overrule` lets the balance fall below zero; the reason is kept."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, description="the one that was looked at; a newer one refuses")
    credits: Annotated[int, Field(ge=-200, le=200)]
    reason: Reason
    overrule: bool = False


class LineOut(BaseModel):
    at: datetime
    credits: int
    balance: int
    cause: str
    overruled: bool
    appointment_id: str | None
    reason: str | None
    actor: str

    @classmethod
    def of(cls, line: Line) -> Self:
        fields = {name: value for name, value in vars(line).items() if name != "line"}
        return cls(**fields)


class PackageOut(BaseModel):
    id: str
    version: int
    treatments: list[Named]
    bought: int
    left: int
    expires_on: date | None
    late_cancel_uses_credit: bool
    no_show_uses_credit: bool
    ledger: list[LineOut]


def router(
    counter: Counter, reading: Callable[..., Staff], changing: Callable[..., Staff]
) -> APIRouter:
    api = APIRouter(tags=["packages"])

    @api.get("/patients/{patient_id}/packages", dependencies=[Depends(reading)])
    async def list_packages(patient_id: UUID) -> list[PackageOut]:
        async with counter.open() as at:
            found = await packages_store.list_of_patient(at.conn, str(patient_id))
            return [await _out(at, package) for package in found]

    @api.post("/packages", status_code=201, responses={**UNKNOWN, **REFUSALS})
    async def buy(body: PackageBody, staff: Annotated[Staff, Depends(changing)]) -> PackageOut:
        with as_problems():
            async with counter.open() as at:
                keys = {at.catalogue.treatment(at.location, t).key for t in body.treatments}
                bought = await packages.buy(
                    at.conn,
                    at.catalogue,
                    str(body.patient_id),
                    frozenset(keys),
                    body.visits,
                    body.expires_on,
                    body.package_id or new_id(),
                    Cause("bought", f"staff:{staff.id}", at.now),
                )
                return await _out(at, await packages_store.get(at.conn, bought.id))

    @api.post("/packages/{package_id}/correct", responses={**UNKNOWN, **REFUSALS})
    async def correct(
        package_id: UUID, body: CorrectionBody, staff: Annotated[Staff, Depends(changing)]
    ) -> PackageOut:
        """The balance falls below zero only by `overrule`."""
        with as_problems():
            async with counter.open() as at:
                changed = await packages.correct(
                    at.conn,
                    at.catalogue,
                    str(package_id),
                    body.credits,
                    Cause("corrected", f"staff:{staff.id}", at.now, body.reason),
                    overruled=body.overrule,
                    version=body.version,
                )
                return await _out(at, changed)

    return api


async def _out(at: Open, package: Package) -> PackageOut:
    practice = at.catalogue.practices[at.location.practice_key]
    lines = await packages_store.list_lines(at.conn, package.key)
    return PackageOut(
        id=package.id,
        version=package.line,
        treatments=[named(at.catalogue.treatments[key]) for key in sorted(package.treatment_keys)],
        bought=package.bought,
        left=package.left,
        expires_on=package.expires_on,
        late_cancel_uses_credit=practice.late_cancel_uses_credit,
        no_show_uses_credit=practice.no_show_uses_credit,
        ledger=[LineOut.of(line) for line in lines],
    )
