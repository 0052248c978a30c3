"""Visits that wait for a practitioner to look at them."""

from datetime import datetime
from uuid import UUID

from shared.db import Connection


async def was_released(conn: Connection, patient_id: str) -> bool:
    """Whether a practitioner has let this patient come before, knowing what is known."""
    cursor = await conn.execute(
        """select exists (
             select from review r join appointment a on a.key = r.appointment_key
             join patient p on p.key = a.patient_key
             where p.id = %s and r.released_at is not null)""",
        (patient_id,),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def add(conn: Connection, appointment_id: UUID, at: datetime) -> None:
    await conn.execute(
        """insert into review (appointment_key, asked_at)
           select key, %s from appointment where id = %s""",
        (at, appointment_id),
    )


async def release(conn: Connection, appointment_id: str, by: str, at: datetime) -> None:
    await conn.execute(
        """update review set released_at = %s, released_by = %s
           from appointment a
           where a.key = appointment_key and a.id = %s and released_at is null""",
        (at, by, appointment_id),
    )
