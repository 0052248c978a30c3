"""Texts in which a sign of danger was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Alarm:
    """`patient_ids`: who may have written. `at_once`: a safety text went instead of an answer."""

    reply_id: UUID
    phone: str
    patient_ids: list[str]
    grade: str
    signs: list[str]
    word_list_version: str
    at_once: bool
    seen_at: datetime
    can_be_texted: bool


async def add(conn: Connection, alarm: Alarm) -> None:
    await conn.execute(
        """insert into alarm (reply_id, phone, patient_ids, grade, signs, word_list_version,
                              at_once, seen_at, can_be_texted)
           values (%(reply_id)s, %(phone)s, %(patient_ids)s, %(grade)s, %(signs)s,
                   %(word_list_version)s, %(at_once)s, %(seen_at)s, %(can_be_texted)s)""",
        vars(alarm),
    )


async def find(conn: Connection, reply_id: UUID) -> Alarm | None:
    async with conn.cursor(row_factory=class_row(Alarm)) as cursor:
        await cursor.execute("select * from alarm where reply_id = %s for update", (reply_id,))
        return await cursor.fetchone()


async def mark_unreachable(conn: Connection, reply_id: UUID) -> None:
    await conn.execute("update alarm set can_be_texted = false where reply_id = %s", (reply_id,))


async def is_answered(conn: Connection, reply_id: str) -> bool:
    return bool(await list_answered(conn, [reply_id]))


async def list_answered(conn: Connection, reply_ids: Sequence[str]) -> set[str]:
    """Those of the replies that a safety text answered instead."""
    if not reply_ids:
        return set()
    cursor = await conn.execute(
        "select reply_id::text from alarm where reply_id = any(%s::uuid[]) and at_once",
        (list(reply_ids),),
    )
    return {row[0] for row in await cursor.fetchall()}


async def count_answered_since(conn: Connection, phone: str, since: datetime) -> int:
    cursor = await conn.execute(
        "select count(*) from alarm where phone = %s and seen_at > %s and at_once", (phone, since)
    )
    row = await cursor.fetchone()
    return row[0] if row else 0
