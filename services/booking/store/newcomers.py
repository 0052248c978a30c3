"""Visits meant for who has been here, of somebody nobody here has seen."""

from uuid import UUID

from shared.db import Connection


async def add(conn: Connection, appointment_id: UUID) -> None:
    await conn.execute(
        "insert into newcomer (appointment_key) select key from appointment where id = %s",
        (appointment_id,),
    )
