"""/staff/v1: care plans."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.booking.api.counter import Counter, Open
from services.booking.api.models import Day, Reason
from services.booking.api.problems import as_problems
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.domain.care_plan import CarePlan, Item
from services.booking.handlers import care_plans
from services.booking.handlers.visits import Change
from services.booking.store import care_plans as care_plans_store
from shared.auth import Staff
from shared.events.planning import CarePlanItem, CarePlanState


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ItemBody(_Body):
    treatment: str = Field(examples=["acupuncture"])
    visits: Annotated[int, Field(ge=1, le=100)]
    every_weeks: Annotated[int, Field(ge=1, le=12)] = 1


Items = Annotated[list[ItemBody], Field(min_length=1, max_length=20)]


class PlanBody(_Body):
    patient_id: UUID
    starts_on: Day
    items: Items


class ChangePlanBody(_Body):
    version: int
    items: Items


class EndPlanBody(_Body):
    version: int
    stopped: bool = Field(False, description="before its end, rather than finished")
    reason: Reason | None = None


class PlanOut(BaseModel):
    id: str
    version: int
    state: CarePlanState
    starts_on: date
    items: list[CarePlanItem]

    @classmethod
    def of(cls, plan: CarePlan, at: Open) -> Self:
        return cls(
            id=plan.id,
            version=plan.version,
            state=plan.state,
            starts_on=plan.starts_on,
            items=[care_plans.told(at.catalogue, item) for item in plan.items],
        )


def router(
    counter: Counter, reading: Callable[..., Staff], changing: Callable[..., Staff]
) -> APIRouter:
    api = APIRouter(tags=["care plans"])
    _add_making(api, counter, reading, changing)
    _add_changing(api, counter, changing)
    return api


def _add_making(
    api: APIRouter,
    counter: Counter,
    reading: Callable[..., Staff],
    changing: Callable[..., Staff],
) -> None:
    @api.get("/patients/{patient_id}/care-plans", dependencies=[Depends(reading)])
    async def list_plans(patient_id: UUID) -> list[PlanOut]:
        """The latest first, with what is done, booked and left to book."""
        async with counter.open() as at:
            found = await care_plans_store.list_of_patient(at.conn, str(patient_id))
            return [PlanOut.of(plan, at) for plan in found]

    @api.post("/care-plans", status_code=201, responses={**UNKNOWN, **REFUSALS})
    async def make(body: PlanBody, staff: Annotated[Staff, Depends(changing)]) -> PlanOut:
        with as_problems():
            async with counter.open() as at:
                plan = await care_plans.make(
                    at.conn,
                    at.catalogue,
                    at.location,
                    str(body.patient_id),
                    body.starts_on,
                    _items(at, body.items),
                    Change(f"staff:{staff.id}", at.now),
                )
                return PlanOut.of(plan, at)


def _add_changing(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.post("/care-plans/{plan_id}/change", responses={**UNKNOWN, **REFUSALS})
    async def change(
        plan_id: UUID, body: ChangePlanBody, staff: Annotated[Staff, Depends(changing)]
    ) -> PlanOut:
        with as_problems():
            async with counter.open() as at:
                changed = await care_plans.change_items(
                    at.conn,
                    at.catalogue,
                    str(plan_id),
                    _items(at, body.items),
                    Change(f"staff:{staff.id}", at.now, version=body.version),
                )
                return PlanOut.of(changed, at)

    @api.post("/care-plans/{plan_id}/end", responses={**UNKNOWN, **REFUSALS})
    async def end(
        plan_id: UUID, body: EndPlanBody, staff: Annotated[Staff, Depends(changing)]
    ) -> PlanOut:
        """Booked visits stay."""
        state = CarePlanState.STOPPED if body.stopped else CarePlanState.FINISHED
        with as_problems():
            async with counter.open() as at:
                by = Change(f"staff:{staff.id}", at.now, body.reason, version=body.version)
                ended = await care_plans.end(at.conn, at.catalogue, str(plan_id), state, by)
                return PlanOut.of(ended, at)


def _items(at: Open, items: list[ItemBody]) -> tuple[Item, ...]:
    """A treatment named two times is one item. Raises UnknownChoiceError."""
    by_treatment: dict[int, Item] = {}
    for body in items:
        key = at.catalogue.treatment(at.location, body.treatment).key
        before = by_treatment.get(key)
        visits = body.visits + (before.visits if before else 0)
        by_treatment[key] = Item(key, visits, body.every_weeks)
    return tuple(by_treatment.values())
