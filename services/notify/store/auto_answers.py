"""Answers notify gave by itself."""

from datetime import datetime

from shared.db import Connection


async def add(conn: Connection, phone: str, kind: str, at: datetime) -> None:
    await conn.execute(
        "insert into auto_answer (phone, kind, at) values (%s, %s, %s)", (phone, kind, at)
    )


async def count_since(
    conn: Connection, phone: str, since: datetime, kind: str | None = None
) -> int:
    """Of every kind, or of one."""
    cursor = await conn.execute(
        """select count(*) from auto_answer
           where phone = %s and at > %s and (%s::text is null or kind = %s)""",
        (phone, since, kind, kind),
    )
    row = await cursor.fetchone()
    return row[0] if row else 0
