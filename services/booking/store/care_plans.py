"""Care plans, counted from the patient's visits."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import dict_row

from services.booking.domain.care_plan import CarePlan, Item
from shared.db import Connection
from shared.events.planning import CarePlanState

SELECT = """select c.key, c.id::text, c.version, c.state, p.id::text as patient_id, c.starts_on
            from care_plan c join patient p on p.key = c.patient_key where """


@dataclass(frozen=True)
class NewPlan:
    id: UUID
    patient_id: str
    starts_on: date
    counts_from: datetime
    created_at: datetime


async def add(conn: Connection, new: NewPlan) -> int | None:
    """Its key; none when the patient has an active one."""
    cursor = await conn.execute(
        """insert into care_plan (id, patient_key, starts_on, counts_from, created_at)
           select %(id)s, key, %(starts_on)s, %(counts_from)s, %(created_at)s
           from patient where id = %(patient_id)s
           on conflict (patient_key) where state = 'active' do nothing returning key""",
        vars(new),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def save_items(conn: Connection, plan_key: int, items: tuple[Item, ...]) -> None:
    await conn.execute("delete from care_plan_item where care_plan_key = %s", (plan_key,))
    async with conn.cursor() as cursor:
        await cursor.executemany(
            """insert into care_plan_item
                 (care_plan_key, treatment_key, position, visits, every_weeks)
               values (%s, %s, %s, %s, %s)""",
            [(plan_key, i.treatment_key, n, i.visits, i.every_weeks) for n, i in enumerate(items)],
        )


async def save(conn: Connection, plan: CarePlan, reason: str | None = None) -> None:
    """The plan was read locked in this transaction, and its visits counted."""
    await conn.execute(
        """update care_plan set version = %s, state = %s, touched_at = null,
                  reason = coalesce(%s, reason)
           where key = %s""",
        (plan.version, plan.state, reason, plan.key),
    )


async def touch(conn: Connection, patient_id: str, at: datetime) -> None:
    """Count the patient's visits again soon."""
    await conn.execute(
        """update care_plan set touched_at = %s
           where state = 'active' and touched_at is null
             and patient_key = (select key from patient where id = %s)""",
        (at, patient_id),
    )


async def claim_touched(conn: Connection) -> CarePlan | None:
    """Locked until the transaction ends."""
    condition = """c.touched_at is not null
                   order by c.touched_at limit 1 for update of c skip locked"""
    found = await _list(conn, condition)
    return found[0] if found else None


async def get(conn: Connection, plan_id: str) -> CarePlan:
    """Locked until the transaction ends. Raises LookupError."""
    found = await _list(conn, "c.id = %s for update of c", plan_id)
    if not found:
        raise LookupError("care plan")
    return found[0]


async def list_of_patient(conn: Connection, patient_id: str) -> list[CarePlan]:
    """The latest first."""
    return await _list(conn, "p.id = %s order by c.key desc", patient_id)


async def _list(conn: Connection, condition: str, *values: object) -> list[CarePlan]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute((SELECT + condition).encode(), values)
        rows = await cursor.fetchall()
    items = await _items(conn, [row["key"] for row in rows])
    return [
        CarePlan(**{**row, "state": CarePlanState(row["state"])}, items=tuple(items[row["key"]]))
        for row in rows
    ]


async def _items(conn: Connection, plan_keys: list[int]) -> dict[int, list[Item]]:
    cursor = await conn.execute(
        """select c.key, i.treatment_key, i.visits, i.every_weeks,
                  count(*) filter (where a.status = 'completed'),
                  count(*) filter (where a.status in ('booked', 'confirmed', 'arrived'))
           from care_plan c join care_plan_item i on i.care_plan_key = c.key
           left join appointment a on a.patient_key = c.patient_key
             and a.treatment_key = i.treatment_key and a.starts_at >= c.counts_from
           where c.key = any(%s)
           group by c.key, i.care_plan_key, i.treatment_key order by c.key, i.position""",
        (plan_keys,),
    )
    items = defaultdict(list)
    async for key, *fields in cursor:
        items[key].append(Item(*fields))
    return items
