"""What the carrier reported, all of it, in the order it came."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Callback:
    """`text_id` and `attempt_id` are ours, from the address the carrier was given."""

    sid: str
    status: str
    error_code: str | None
    text_id: UUID | None
    attempt_id: UUID | None
    received_at: datetime


async def add(conn: Connection, callback: Callback) -> bool:
    """False when it was reported before."""
    cursor = await conn.execute(
        """insert into callback (sid, status, error_code, text_id, attempt_id, received_at)
           values (%(sid)s, %(status)s, %(error_code)s, %(text_id)s, %(attempt_id)s,
                   %(received_at)s)
           on conflict do nothing""",
        vars(callback),
    )
    return cursor.rowcount == 1


async def list_for_text(conn: Connection, text_id: UUID) -> list[Callback]:
    async with conn.cursor(row_factory=class_row(Callback)) as cursor:
        await cursor.execute(
            """select sid, status, error_code, text_id, attempt_id, received_at
               from callback where text_id = %s order by position""",
            (text_id,),
        )
        return await cursor.fetchall()


async def list_for_attempt(conn: Connection, attempt_id: UUID) -> list[Callback]:
    async with conn.cursor(row_factory=class_row(Callback)) as cursor:
        await cursor.execute(
            """select sid, status, error_code, text_id, attempt_id, received_at
               from callback where attempt_id = %s order by position""",
            (attempt_id,),
        )
        return await cursor.fetchall()
