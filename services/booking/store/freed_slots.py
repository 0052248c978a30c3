"""Times that visits gave back, until somebody has them or nobody wants them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from services.booking.domain.appointment import Appointment
from shared.db import Connection

SELECT = """select s.id::text, s.location_key, s.practitioner_key, p.id::text as patient_id,
                   s.starts_at
            from freed_slot s join patient p on p.key = s.patient_key """


@dataclass(frozen=True)
class FreedSlot:
    """`patient_id` is who gave it back."""

    id: str
    location_key: int
    practitioner_key: int
    patient_id: str
    starts_at: datetime


async def add(
    conn: Connection, slot_id: UUID, given_back: Appointment, now: datetime, due_at: datetime
) -> None:
    """Where somebody waits: who joins later sees the free time."""
    await conn.execute(
        """insert into freed_slot
             (id, location_key, practitioner_key, patient_key, starts_at, freed_at, due_at)
           select %(id)s, %(location_key)s, %(practitioner_key)s, key, %(starts_at)s, %(now)s,
                  %(due_at)s
           from patient where id = %(patient_id)s
             and exists (select from waitlist_entry
                         where state = 'waiting' and location_key = %(location_key)s)""",
        {
            "id": slot_id,
            "location_key": given_back.location_key,
            "practitioner_key": given_back.practitioner_key,
            "patient_id": given_back.patient_id,
            "starts_at": given_back.starts_at,
            "now": now,
            "due_at": due_at,
        },
    )


async def claim_due(conn: Connection, now: datetime) -> FreedSlot | None:
    """Locked until the transaction ends."""
    async with conn.cursor(row_factory=class_row(FreedSlot)) as cursor:
        await cursor.execute(
            SELECT
            + """where s.closed_at is null and s.due_at <= %s
                 order by s.due_at, s.id limit 1 for update of s skip locked""",
            (now,),
        )
        return await cursor.fetchone()


async def get(conn: Connection, slot_id: str) -> FreedSlot:
    """Locked until the transaction ends."""
    async with conn.cursor(row_factory=class_row(FreedSlot)) as cursor:
        await cursor.execute(SELECT + "where s.id = %s for update of s", (slot_id,))
        found = await cursor.fetchone()
    assert found is not None  # noqa: S101 - offers and calls name one
    return found


async def wait(conn: Connection, slot_id: str, due_at: datetime) -> None:
    """Look again then, at the earliest. A slot that was closed is open again."""
    await conn.execute(
        "update freed_slot set due_at = %s, closed_at = null, outcome = null where id = %s",
        (due_at, slot_id),
    )


async def close(conn: Connection, slot_id: str, outcome: str, at: datetime) -> None:
    await conn.execute(
        "update freed_slot set closed_at = %s, outcome = %s where id = %s", (at, outcome, slot_id)
    )
