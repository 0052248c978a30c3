"""Planning a course, and counting its visits."""

from datetime import date, datetime, time

from services.booking.domain.care_plan import CarePlan, Item
from services.booking.domain.catalogue import Catalogue, Location
from services.booking.domain.wall_time import instant
from services.booking.handlers.facts import named
from services.booking.handlers.visits import Change, ChangedMeanwhileError
from services.booking.handlers.waitlist import UnknownPatientError
from services.booking.store import care_plans, patients
from services.booking.store.care_plans import NewPlan
from shared import outbox
from shared.db import Connection
from shared.events.planning import CarePlanChanged, CarePlanItem, CarePlanState
from shared.ids import new_id


class UnknownPlanError(LookupError):
    """There is no such care plan."""


class PlanActiveError(Exception):
    """The patient is in the middle of another course."""


async def make(
    conn: Connection,
    catalogue: Catalogue,
    location: Location,
    patient_id: str,
    starts_on: date,
    items: tuple[Item, ...],
    change: Change,
) -> CarePlan:
    """Raises UnknownPatientError and PlanActiveError."""
    if not await patients.exists(conn, patient_id):
        raise UnknownPatientError
    midnight = instant(datetime.combine(starts_on, time()), location.zone)
    new = NewPlan(new_id(), patient_id, starts_on, midnight, change.at)
    key = await care_plans.add(conn, new)
    if key is None:
        raise PlanActiveError
    await care_plans.save_items(conn, key, items)
    plan = await care_plans.get(conn, str(new.id))
    await _tell(conn, catalogue, plan, change.actor, change.at)
    return plan


async def change_items(
    conn: Connection, catalogue: Catalogue, plan_id: str, items: tuple[Item, ...], change: Change
) -> CarePlan:
    """Raises UnknownPlanError, ChangedMeanwhileError and PlanEndedError."""
    plan = (await _get(conn, plan_id, change)).change(items)
    await care_plans.save_items(conn, plan.key, items)
    await care_plans.save(conn, plan)
    counted = await care_plans.get(conn, plan_id)
    await _tell(conn, catalogue, counted, change.actor, change.at)
    return counted


async def end(
    conn: Connection, catalogue: Catalogue, plan_id: str, state: CarePlanState, change: Change
) -> CarePlan:
    """Raises UnknownPlanError, ChangedMeanwhileError and PlanEndedError."""
    plan = (await _get(conn, plan_id, change)).end(state)
    await care_plans.save(conn, plan, change.reason)
    await _tell(conn, catalogue, plan, change.actor, change.at)
    return plan


async def count_next(conn: Connection, catalogue: Catalogue, now: datetime) -> bool:
    """A plan with a visit that changed. False when there is none."""
    plan = await care_plans.claim_touched(conn)
    if plan is None:
        return False
    counted = plan.counted()
    await care_plans.save(conn, counted)
    await _tell(conn, catalogue, counted, "system", now)
    return True


async def _get(conn: Connection, plan_id: str, change: Change) -> CarePlan:
    try:
        plan = await care_plans.get(conn, plan_id)
    except LookupError:
        raise UnknownPlanError from None
    if change.version not in {None, plan.version}:
        raise ChangedMeanwhileError
    return plan


async def _tell(
    conn: Connection, catalogue: Catalogue, plan: CarePlan, actor: str, at: datetime
) -> None:
    event = CarePlanChanged(
        patient_id=plan.patient_id,
        care_plan_id=plan.id,
        version=plan.version,
        state=plan.state,
        starts_on=plan.starts_on,
        items=tuple(told(catalogue, item) for item in plan.items),
        actor=actor,
        at=at,
    )
    await outbox.add(conn, event, at=at)


def told(catalogue: Catalogue, item: Item) -> CarePlanItem:
    return CarePlanItem(
        treatment=named(catalogue.treatments[item.treatment_key]),
        visits=item.visits,
        every_weeks=item.every_weeks,
        done=item.done,
        booked=item.booked,
        left=item.left,
    )
