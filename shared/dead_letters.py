"""Dead letters as a person reads them. They are written and replayed by shared.inbox."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from shared.db import Connection

# What may be shown to everybody who works here: which thing it is about, when, and of what kind.
PLAIN_ENDINGS = ("_id", "_at", "_on", "_version")
PLAIN = frozenset({"id", "version", "kind", "status", "state", "category", "at"})
COVERED = "•••"


@dataclass(frozen=True)
class Waiting:
    id: int
    topic: str
    value: bytes | None
    headers: list[list[str]]  # [name, base64 value]
    reason: str
    attempts: int
    failed_at: datetime


async def list_waiting(conn: Connection, limit: int) -> list[Waiting]:
    """Oldest first."""
    async with conn.cursor(row_factory=class_row(Waiting)) as cursor:
        await cursor.execute(
            """select id, topic, value, headers, reason, attempts, failed_at
               from dead_letter where replayed_at is null order by failed_at, id limit %s""",
            (limit,),
        )
        return await cursor.fetchall()


async def find(conn: Connection, dead_letter_id: int) -> Waiting | None:
    async with conn.cursor(row_factory=class_row(Waiting)) as cursor:
        await cursor.execute(
            """select id, topic, value, headers, reason, attempts, failed_at
               from dead_letter where id = %s and replayed_at is null""",
            (dead_letter_id,),
        )
        return await cursor.fetchone()


async def count_waiting(conn: Connection) -> int:
    cursor = await conn.execute("select count(*) from dead_letter where replayed_at is null")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def get_last_event_at(conn: Connection) -> datetime | None:
    """When this service last took an event in."""
    cursor = await conn.execute("select received_at from inbox order by received_at desc limit 1")
    row = await cursor.fetchone()
    return row[0] if row else None


def header(letter: Waiting, name: str) -> str | None:
    found = (value for key, value in letter.headers if key == name)
    encoded = next(found, None)
    return base64.b64decode(encoded).decode("utf-8", "replace") if encoded is not None else None


def readable(letter: Waiting) -> Any:
    """The event's content; of what is not even JSON, how long it is."""
    try:
        return json.loads(letter.value or b"null")
    except ValueError:
        return {"unreadable_bytes": len(letter.value or b"")}


def cover(value: Any, name: str = "") -> Any:
    """With everything hidden that could say who a patient is, has or said."""
    match value:
        case dict():
            return {key: cover(inner, key) for key, inner in value.items()}
        case list():
            return [cover(inner, name) for inner in value]
        case None | bool():
            return value
    return value if name in PLAIN or name.endswith(PLAIN_ENDINGS) else COVERED
