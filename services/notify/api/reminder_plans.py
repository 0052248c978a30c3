"""/staff/v1/reminder-plans: how long before a visit its reminders go, and how that was changed."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from services.notify.api.staff import Body, Desk
from services.notify.domain.reminders import PLANS, ImpossibleLeadError, check_leads
from services.notify.store import reminder_plans
from services.notify.store.reminder_plans import PlanVersion
from shared.auth import Role, Staff
from shared.http import Problem
from shared.http.access import EVERYONE

OWNER = frozenset({Role.OWNER})
PlanId = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,40}$")]


class PlanBody(Body):
    """`leads`: "2d" or "3h" before the visit. `based_on`: the version that was changed."""

    leads: list[str] = Field(max_length=5)
    based_on: int = Field(ge=0)


class VersionOut(BaseModel):
    """Version 0 is built in, and nobody's."""

    version: int
    leads: list[str]
    saved_by: str | None
    saved_at: datetime | None


class PlanOut(BaseModel):
    """`versions`, the latest first; the first one holds for visits that are booked or moved now."""

    plan_id: str
    versions: list[VersionOut]


def reminder_plans_router(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/staff/v1/reminder-plans", tags=["reminder plans"])

    @router.get("", dependencies=[Depends(desk.access.allow(EVERYONE))])
    async def list_plans() -> list[PlanOut]:
        async with desk.db.transaction() as conn:
            saved = await reminder_plans.list_versions(conn)
        names = sorted({*PLANS, *(version.plan_id for version in saved)})
        return [PlanOut(plan_id=name, versions=_versions(name, saved)) for name in names]

    @router.put("/{plan_id}", status_code=204)
    async def save_plan(
        plan_id: PlanId, body: PlanBody, by: Annotated[Staff, Depends(desk.access.allow(OWNER))]
    ) -> None:
        """For visits booked or moved from now on; what was planned before stays as it is."""
        try:
            check_leads(body.leads)
        except ImpossibleLeadError as error:
            raise Problem(422, "impossible_plan", str(error)) from None
        saved = PlanVersion(plan_id, body.based_on + 1, body.leads, by.id, desk.clock.now())
        async with desk.db.transaction() as conn:
            if not await reminder_plans.add(conn, saved):
                raise Problem(409, "changed_meanwhile", "Somebody else has saved this plan since")

    return router


def _versions(plan_id: str, saved: list[PlanVersion]) -> list[VersionOut]:
    changed = [
        VersionOut(version=v.version, leads=v.leads, saved_by=v.saved_by, saved_at=v.saved_at)
        for v in reversed(saved)
        if v.plan_id == plan_id
    ]
    if plan_id not in PLANS:
        return changed
    built_in = [offset.lead for offset in PLANS[plan_id]]
    return [*changed, VersionOut(version=0, leads=built_in, saved_by=None, saved_at=None)]
