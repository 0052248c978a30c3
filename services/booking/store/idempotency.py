"""What was answered to an idempotency key. The booking statement writes its own."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Kept:
    digest: bytes
    outcome: str
    answer: str


async def find(conn: Connection, key: str) -> Kept | None:
    async with conn.cursor(row_factory=class_row(Kept)) as cursor:
        await cursor.execute(
            """select digest, outcome, answer::text as answer from idempotency_key
               where key = %s and outcome is not null""",
            (key,),
        )
        return await cursor.fetchone()


async def add(conn: Connection, key: str, kept: Kept, at: datetime) -> bool:
    """False when the key has an answer by now."""
    cursor = await conn.execute(
        """insert into idempotency_key (key, digest, outcome, answer, created_at)
           values (%s, %s, %s, %s, %s) on conflict do nothing returning 1""",
        (key, kept.digest, kept.outcome, kept.answer, at),
    )
    return await cursor.fetchone() is not None


async def prune(conn: Connection, before: datetime) -> int:
    cursor = await conn.execute("delete from idempotency_key where created_at < %s", (before,))
    return cursor.rowcount
