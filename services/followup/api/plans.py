"""When patients are asked after each kind of treatment, and how the practice changed it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from services.followup.domain.plans import Plans, Revision
from services.followup.domain.protocols import ASKED_AT, ImpossiblePlanError, Protocol, Step
from services.followup.domain.questions import Ask
from services.followup.store import plans
from shared.auth import Role, Staff
from shared.clock import Clock
from shared.db import Database
from shared.http import Problem
from shared.http.access import EVERYONE, Access

OWNER = frozenset({Role.OWNER})
HOUR = timedelta(hours=1)
PlanId = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,40}$")]


class StepBody(BaseModel):
    """`asks_at_decision` are asked besides after visits 5 and 12. What `waits` is asked only when
    nothing more urgent is. With `visits`, only after those visits of the course.
    """

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")
    days_after: int = Field(ge=1, le=800)
    asks: list[Ask] = Field(min_length=1)
    at: time = ASKED_AT
    life_hours: int = Field(48, ge=1, le=14 * 24)
    waits: bool = False
    visits: list[int] | None = None
    asks_at_decision: list[Ask] = []

    def step(self) -> Step:
        return Step(
            kind=self.kind,
            days_after=self.days_after,
            asks=tuple(self.asks),
            at=self.at,
            life=self.life_hours * HOUR,
            waits=self.waits,
            visits=None if self.visits is None else frozenset(self.visits),
            asks_at_decision=tuple(self.asks_at_decision),
        )

    @classmethod
    def of(cls, step: Step) -> "StepBody":
        return cls(
            kind=step.kind,
            days_after=step.days_after,
            asks=list(step.asks),
            at=step.at,
            life_hours=step.life // HOUR,
            waits=step.waits,
            visits=None if step.visits is None else sorted(step.visits),
            asks_at_decision=list(step.asks_at_decision),
        )


class PlanBody(BaseModel):
    """`by_complaint` are the steps for complaints that are asked about differently, by code."""

    model_config = ConfigDict(extra="forbid")

    steps: list[StepBody]
    by_complaint: dict[str, list[StepBody]] = {}

    def protocol(self, plan_id: str) -> Protocol:
        return Protocol(
            plan_id,
            tuple(step.step() for step in self.steps),
            {code: tuple(s.step() for s in steps) for code, steps in self.by_complaint.items()},
        )

    @classmethod
    def of(cls, protocol: Protocol) -> "PlanBody":
        return cls(
            steps=_bodies(protocol.steps),
            by_complaint={code: _bodies(steps) for code, steps in protocol.by_complaint.items()},
        )


class RevisionBody(BaseModel):
    saved_at: datetime
    saved_by: str
    plan: PlanBody


class SavedPlanBody(PlanBody):
    """`based_on`: how many changes of this plan there were when it was looked at."""

    based_on: int | None = None


class PlansBody(BaseModel):
    """As they are for treatments from now on, and every change there was."""

    plans: Mapping[str, PlanBody]
    revisions: Mapping[str, Sequence[RevisionBody]]


def plans_router(db: Database, clock: Clock, access: Access) -> APIRouter:
    router = APIRouter(prefix="/plans", tags=["plans"])

    @router.get("", dependencies=[Depends(access.allow(EVERYONE))])
    async def list_plans() -> PlansBody:
        async with db.transaction() as conn:
            return _body(await plans.get(conn), clock.now())

    @router.put("/{plan_id}", status_code=204)
    async def save_plan(
        plan_id: PlanId, body: SavedPlanBody, staff: Annotated[Staff, Depends(access.allow(OWNER))]
    ) -> None:
        """For treatments from now on; what was planned before stays as it is."""
        protocol = body.protocol(plan_id)
        try:
            protocol.check()
        except ImpossiblePlanError as error:
            raise Problem(422, "impossible_plan", str(error)) from None
        async with db.transaction() as conn:
            await plans.lock(conn)
            if body.based_on not in {None, (await plans.get(conn)).count(plan_id)}:
                raise Problem(409, "changed_meanwhile", "Somebody else has changed this plan since")
            await plans.add(conn, Revision(protocol, clock.now(), staff.id))

    return router


def _body(known: Plans, now: datetime) -> PlansBody:
    revised: dict[str, list[RevisionBody]] = {}
    for r in known.revisions:
        line = RevisionBody(saved_at=r.saved_at, saved_by=r.saved_by, plan=PlanBody.of(r.protocol))
        revised.setdefault(r.protocol.id, []).append(line)
    in_force = {name: PlanBody.of(known.in_force(name, now)) for name in known.ids()}
    return PlansBody(plans=in_force, revisions=revised)


def _bodies(steps: Sequence[Step]) -> list[StepBody]:
    return [StepBody.of(step) for step in steps]
