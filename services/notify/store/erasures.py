"""Who is to be forgotten, and the holds that forbid it."""

from datetime import datetime

from shared.db import Connection


async def ask(conn: Connection, patient_id: str, at: datetime) -> None:
    await conn.execute(
        "insert into erasure (patient_id, asked_at) values (%s, %s) on conflict do nothing",
        (patient_id, at),
    )


async def is_asked(conn: Connection, patient_id: str) -> bool:
    return await _exists(conn, "select from erasure where patient_id = %s", patient_id)


async def is_done(conn: Connection, patient_id: str) -> bool:
    return await _exists(
        conn, "select from erasure where patient_id = %s and done_at is not null", patient_id
    )


async def mark_done(conn: Connection, patient_id: str, at: datetime) -> None:
    await conn.execute("update erasure set done_at = %s where patient_id = %s", (at, patient_id))


async def place_hold(conn: Connection, patient_id: str, reason: str, by: str, at: datetime) -> None:
    """One that is in force stays as it is."""
    await conn.execute(
        """insert into legal_hold (patient_id, reason, placed_at, placed_by)
           values (%s, %s, %s, %s) on conflict do nothing""",
        (patient_id, reason, at, by),
    )


async def lift_hold(conn: Connection, patient_id: str, by: str, at: datetime) -> bool:
    """False when none is in force."""
    cursor = await conn.execute(
        """update legal_hold set lifted_at = %s, lifted_by = %s
           where patient_id = %s and lifted_at is null""",
        (at, by, patient_id),
    )
    return cursor.rowcount == 1


async def is_held(conn: Connection, patient_id: str) -> bool:
    return await _exists(
        conn, "select from legal_hold where patient_id = %s and lifted_at is null", patient_id
    )


async def _exists(conn: Connection, query: str, patient_id: str) -> bool:
    cursor = await conn.execute(query, (patient_id,))
    return await cursor.fetchone() is not None
