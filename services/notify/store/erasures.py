"""Who is to be forgotten."""

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


async def _exists(conn: Connection, query: str, patient_id: str) -> bool:
    cursor = await conn.execute(query, (patient_id,))
    return await cursor.fetchone() is not None
