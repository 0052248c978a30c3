"""Which visits were booked as one."""

from uuid import UUID

from services.booking.store.places import ONE_AT_A_TIME
from shared.db import Connection


async def take_turn(conn: Connection) -> None:
    """Who holds one visit and waits for the next would deadlock with another who does."""
    await conn.execute(ONE_AT_A_TIME)


async def add(conn: Connection, combination_id: UUID, appointment_ids: list[str]) -> None:
    """Unless they are combined already."""
    await conn.execute(
        """insert into combined_visit (appointment_key, combination_id)
           select key, %s from appointment where id = any(%s::uuid[])
           on conflict do nothing""",
        (combination_id, appointment_ids),
    )


async def find_other(conn: Connection, appointment_id: str) -> str | None:
    """The id of the visit that this one was booked with, cancelled or not."""
    cursor = await conn.execute(
        """select other.id::text
           from appointment this
           join combined_visit mine on mine.appointment_key = this.key
           join combined_visit theirs on theirs.combination_id = mine.combination_id
             and theirs.appointment_key <> this.key
           join appointment other on other.key = theirs.appointment_key
           where this.id = %s""",
        (appointment_id,),
    )
    row = await cursor.fetchone()
    return str(row[0]) if row else None
