"""What was answered to an idempotency key. The booking statement claims keys itself."""

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


async def answer(conn: Connection, key: str, outcome: str, answer_json: str) -> None:
    """To a key this transaction has claimed."""
    await conn.execute(
        "update idempotency_key set outcome = %s, answer = %s where key = %s",
        (outcome, answer_json, key),
    )


async def add(conn: Connection, key: str, kept: Kept, at: datetime) -> None:
    """Unless the key has an answer by now."""
    await conn.execute(
        """insert into idempotency_key (key, digest, outcome, answer, created_at)
           values (%s, %s, %s, %s, %s) on conflict do nothing""",
        (key, kept.digest, kept.outcome, kept.answer, at),
    )


async def forget(conn: Connection, key: str) -> None:
    """Of what was not asked for over the network, and so cannot be asked for again."""
    await conn.execute("delete from idempotency_key where key = %s", (key,))


async def prune(conn: Connection, before: datetime) -> int:
    cursor = await conn.execute("delete from idempotency_key where created_at < %s", (before,))
    return cursor.rowcount
