"""Whom staff are to call about a time that came free too late for texts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection

SELECT = """
    select c.id::text, c.freed_slot_id::text, e.id::text as entry_id, p.id::text as patient_id,
           p.name as patient_name, c.turn, e.treatment_key, s.practitioner_key, s.location_key,
           s.starts_at, c.opened_at
    from waitlist_call c join freed_slot s on s.id = c.freed_slot_id
    join waitlist_entry e on e.key = c.entry_key join patient p on p.key = e.patient_key
    where c.closed_at is null and """


@dataclass(frozen=True)
class Call:
    id: str
    freed_slot_id: str
    entry_id: str
    patient_id: str
    patient_name: str
    turn: int
    treatment_key: int
    practitioner_key: int
    location_key: int
    starts_at: datetime
    opened_at: datetime


async def add(
    conn: Connection, call_id: UUID, freed_slot_id: str, entry_key: int, turn: int, at: datetime
) -> bool:
    """False when that patient is or was to be called about this time already."""
    cursor = await conn.execute(
        """insert into waitlist_call (id, freed_slot_id, entry_key, turn, opened_at)
           values (%s, %s, %s, %s, %s) on conflict do nothing returning id""",
        (call_id, freed_slot_id, entry_key, turn, at),
    )
    return await cursor.fetchone() is not None


async def list_open(conn: Connection, location_key: int) -> list[Call]:
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            SELECT + "s.location_key = %s order by s.starts_at, c.turn", (location_key,)
        )
        return await cursor.fetchall()


async def list_of_slot(conn: Connection, freed_slot_id: str) -> list[Call]:
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(SELECT + "c.freed_slot_id = %s order by c.turn", (freed_slot_id,))
        return await cursor.fetchall()


async def list_begun(conn: Connection, now: datetime) -> list[Call]:
    """Whose time has come, locked."""
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            SELECT + "s.starts_at <= %s order by c.id for update of c skip locked", (now,)
        )
        return await cursor.fetchall()


async def get_open(conn: Connection, call_id: str) -> Call:
    """Locked until the transaction ends. Raises LookupError."""
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(SELECT + "c.id = %s for update of c", (call_id,))
        found = await cursor.fetchone()
    if found is None:
        raise LookupError("waitlist call")
    return found


async def close(conn: Connection, call_id: str, outcome: str, actor: str, at: datetime) -> None:
    await conn.execute(
        "update waitlist_call set closed_at = %s, outcome = %s, closed_by = %s where id = %s",
        (at, outcome, actor, call_id),
    )
