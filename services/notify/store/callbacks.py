"""What the carrier reported, all of it, in the order it came."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
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


_COLUMNS = tuple(f.name for f in fields(Callback))


async def add(conn: Connection, callback: Callback) -> bool:
    """False when it was reported before."""
    return bool(await add_all(conn, [callback]))


async def add_all(conn: Connection, callbacks: Sequence[Callback]) -> list[Callback]:
    """Those that were not reported before."""
    columns = {name: [getattr(c, name) for c in callbacks] for name in _COLUMNS}
    cursor = await conn.execute(
        """insert into callback (sid, status, error_code, text_id, attempt_id, received_at)
           select * from unnest(%(sid)s::text[], %(status)s::text[], %(error_code)s::text[],
                                %(text_id)s::uuid[], %(attempt_id)s::uuid[],
                                %(received_at)s::timestamptz[])
           on conflict do nothing returning sid, status, error_code""",
        columns,
    )
    added = set(await cursor.fetchall())
    unique = {(c.sid, c.status, c.error_code): c for c in reversed(callbacks)}
    return [c for key, c in reversed(unique.items()) if key in added]


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
