"""Packages, care plans and series of one patient, as booking shows them."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel, RootModel

from services.dashboard.owners import Owners
from shared.auth import Staff
from shared.events.appointments import Named
from shared.events.planning import CarePlanItem, CarePlanState


class Line(BaseModel):
    """One line of a package's ledger; `balance` is what was left after it."""

    at: datetime
    credits: int
    balance: int
    cause: str
    overruled: bool
    reason: str | None
    actor: str


class Package(BaseModel):
    """`version` counts the lines of its ledger."""

    id: str
    version: int
    treatments: list[Named]
    bought: int
    left: int
    expires_on: date | None
    ledger: list[Line]


class Packages(RootModel[list[Package]]):
    """As booking lists them."""


class CarePlan(BaseModel):
    id: str
    version: int
    state: CarePlanState
    starts_on: date
    items: list[CarePlanItem]


class CarePlans(RootModel[list[CarePlan]]):
    """As booking lists them, the latest first."""


class FreeTime(BaseModel):
    starts_at: datetime


class Looked(BaseModel):
    """At one time of a series; `code` says why it is not free."""

    starts_at: datetime
    free: bool
    code: str | None
    nearest: list[FreeTime]


class Checked(BaseModel):
    practitioner: str
    visits: list[Looked]


async def show_packages(owners: Owners, patient_ids: Sequence[str], by: Staff) -> list[Package]:
    """Of all records of one person. Raises OwnerAwayError."""
    listed = await asyncio.gather(
        *(
            owners.booking.show(f"/staff/v1/patients/{patient_id}/packages", Packages, by)
            for patient_id in patient_ids
        )
    )
    return [package for each in listed for package in each.root]


async def show_care_plans(owners: Owners, patient_ids: Sequence[str], by: Staff) -> list[CarePlan]:
    """Of all records of one person. Raises OwnerAwayError."""
    listed = await asyncio.gather(
        *(
            owners.booking.show(f"/staff/v1/patients/{patient_id}/care-plans", CarePlans, by)
            for patient_id in patient_ids
        )
    )
    return [plan for each in listed for plan in each.root]
