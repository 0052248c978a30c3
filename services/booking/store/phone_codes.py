"""Codes that were texted, and phones that are proven."""

from datetime import datetime

from psycopg.rows import class_row

from services.booking.domain.phone_code import PhoneCode
from shared.db import Connection


async def lock_phone(conn: Connection, practice_key: int, phone: str) -> None:
    """Until the transaction ends: codes of one phone are asked for and tried one at a time."""
    await conn.execute("select pg_advisory_xact_lock(hashtext(%s), %s)", (phone, practice_key))


async def count_since(conn: Connection, practice_key: int, phone: str, since: datetime) -> int:
    cursor = await conn.execute(
        "select count(*) from phone_code where practice_key = %s and phone = %s and sent_at > %s",
        (practice_key, phone, since),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def add(
    conn: Connection, practice_key: int, phone: str, code: PhoneCode, now: datetime
) -> None:
    await conn.execute(
        """insert into phone_code (id, practice_key, phone, digest, sent_at, expires_at)
           values (%s, %s, %s, %s, %s, %s)""",
        (code.id, practice_key, phone, code.digest, now, code.expires_at),
    )


async def find_newest(conn: Connection, practice_key: int, phone: str) -> PhoneCode | None:
    async with conn.cursor(row_factory=class_row(PhoneCode)) as cursor:
        await cursor.execute(
            """select id::text, digest, expires_at, tries, used_at from phone_code
               where practice_key = %s and phone = %s order by sent_at desc, id desc limit 1""",
            (practice_key, phone),
        )
        return await cursor.fetchone()


async def save_try(conn: Connection, code_id: str, used_at: datetime | None) -> None:
    await conn.execute(
        "update phone_code set tries = tries + 1, used_at = %s where id = %s", (used_at, code_id)
    )


async def prove(conn: Connection, practice_key: int, phone: str, at: datetime) -> bool:
    """False when it was proven already."""
    cursor = await conn.execute(
        """insert into proven_phone (practice_key, phone, proven_at) values (%s, %s, %s)
           on conflict do nothing returning 1""",
        (practice_key, phone, at),
    )
    return await cursor.fetchone() is not None


async def find_proven_at(conn: Connection, practice_key: int, phone: str) -> datetime | None:
    cursor = await conn.execute(
        "select proven_at from proven_phone where practice_key = %s and phone = %s",
        (practice_key, phone),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def is_proven(conn: Connection, practice_key: int, phone: str) -> bool:
    cursor = await conn.execute(
        "select exists (select from proven_phone where practice_key = %s and phone = %s)",
        (practice_key, phone),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def prune(conn: Connection, before: datetime) -> int:
    cursor = await conn.execute("delete from phone_code where sent_at < %s", (before,))
    return cursor.rowcount
