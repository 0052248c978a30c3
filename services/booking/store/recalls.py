"""Who is due to come again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg.rows import dict_row

from services.booking.domain.recall import Recall
from shared.db import Connection
from shared.events.planning import RecallState
from shared.ids import new_id

SELECT = """select r.key, r.id::text, r.version, r.state, p.id::text as patient_id, r.location_key,
                   r.last_visit_at, r.course_unfinished, r.snoozed_until, p.name
            from recall r join patient p on p.key = r.patient_key where """
OPEN = "r.state in ('due', 'texted', 'snoozed')"

# The last visits of `since` to `until`, with nothing after them, that nobody was asked about.
MISSING = """
    select distinct on (a.patient_key) a.patient_key, a.location_key, a.starts_at,
           c.key is not null as course_unfinished
    from appointment a
    left join care_plan c on c.patient_key = a.patient_key and c.state = 'active'
    where a.location_key = %(location_key)s and a.status = 'completed'
      and not exists (select from patient where key = a.patient_key and erased_at is not null)
      and a.starts_at > %(since)s
      and a.starts_at <= case when c.key is null then %(until)s else %(course_until)s end
      and not exists (select from appointment later
                      where later.patient_key = a.patient_key and later.starts_at > a.starts_at
                        and later.status in ('booked', 'confirmed', 'arrived', 'completed'))
      and not exists (select from recall where recall.patient_key = a.patient_key
                      and last_visit_at = a.starts_at)
    order by a.patient_key, a.starts_at desc
    limit 100
"""


@dataclass(frozen=True)
class Window:
    """Between which instants the last visit was: in the middle of a course, and otherwise."""

    since: datetime
    until: datetime
    course_until: datetime


@dataclass(frozen=True)
class ListedRecall:
    recall: Recall
    patient_name: str


async def add_missing(
    conn: Connection, location_key: int, window: Window, now: datetime
) -> list[Recall]:
    """Those that are new. Two processes at once add each of them once."""
    async with conn.cursor() as cursor:
        await cursor.execute(MISSING.encode(), {"location_key": location_key, **vars(window)})
        missing = await cursor.fetchall()
    added = []
    for patient_key, at_location, last_visit_at, unfinished in missing:
        recall_id = new_id()
        inserted = await conn.execute(
            """insert into recall (id, patient_key, location_key, last_visit_at,
                                   course_unfinished, due_since)
               values (%s, %s, %s, %s, %s, %s)
               on conflict on constraint recall_once do nothing returning id""",
            (recall_id, patient_key, at_location, last_visit_at, unfinished, now),
        )
        if await inserted.fetchone():
            added.append(await get(conn, str(recall_id)))
    return added


async def list_open(conn: Connection, location_key: int) -> list[ListedRecall]:
    """Who waits longest, first."""
    condition = f"r.location_key = %s and {OPEN} order by r.last_visit_at, r.key"
    return await _list(conn, condition, location_key)


async def list_with_a_visit(conn: Connection, location_key: int) -> list[ListedRecall]:
    """Open ones whose patients have been or are coming again, locked."""
    condition = f"""r.location_key = %s and {OPEN}
        and exists (select from appointment a
                    where a.patient_key = r.patient_key and a.starts_at > r.last_visit_at
                      and a.status in ('booked', 'confirmed', 'arrived', 'completed'))
        order by r.key for update of r skip locked"""
    return await _list(conn, condition, location_key)


async def list_to_wake(conn: Connection, location_key: int, today: date) -> list[ListedRecall]:
    """Snoozed until today or before, locked."""
    condition = """r.location_key = %s and r.state = 'snoozed' and r.snoozed_until <= %s
                   order by r.key for update of r skip locked"""
    return await _list(conn, condition, location_key, today)


async def get(conn: Connection, recall_id: str) -> Recall:
    """Locked until the transaction ends. Raises LookupError."""
    found = await _list(conn, "r.id = %s for update of r", recall_id)
    if not found:
        raise LookupError("recall")
    return found[0].recall


async def save(conn: Connection, recall: Recall, reason: str | None = None) -> None:
    """The recall was read locked in this transaction."""
    await conn.execute(
        """update recall set version = %s, state = %s, snoozed_until = %s,
                  reason = coalesce(%s, reason)
           where key = %s""",
        (recall.version, recall.state, recall.snoozed_until, reason, recall.key),
    )


async def _list(conn: Connection, condition: str, *values: object) -> list[ListedRecall]:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute((SELECT + condition).encode(), values)
        return [_listed(row) async for row in cursor]


def _listed(row: dict[str, Any]) -> ListedRecall:
    name = row.pop("name")
    return ListedRecall(Recall(**{**row, "state": RecallState(row["state"])}), name)
