"""Practitioners' calendars elsewhere, and when they were busy as last read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from services.booking.domain.intervals import Interval
from shared.db import Connection


@dataclass(frozen=True)
class Due:
    practitioner_key: int
    url: str
    etag: str | None


@dataclass(frozen=True)
class Known:
    url: str
    added_at: datetime
    tried_at: datetime | None
    read_at: datetime | None
    error: str | None
    busy: int  # stretches


async def save(conn: Connection, practitioner_key: int, url: str, actor: str, at: datetime) -> None:
    """In place of the one there was; what that one said is forgotten."""
    await remove(conn, practitioner_key)
    await conn.execute(
        """insert into outside_calendar (practitioner_key, url, added_by, added_at)
           values (%s, %s, %s, %s)""",
        (practitioner_key, url, actor, at),
    )


async def remove(conn: Connection, practitioner_key: int) -> bool:
    """False when there was none."""
    cursor = await conn.execute(
        "delete from outside_calendar where practitioner_key = %s returning 1", (practitioner_key,)
    )
    removed = await cursor.fetchone() is not None
    if removed:
        await _tell_everyone(conn)
    return removed


async def find(conn: Connection, practitioner_key: int) -> Known | None:
    async with conn.cursor(row_factory=class_row(Known)) as cursor:
        await cursor.execute(
            """select url, added_at, tried_at, read_at, error,
                      (select count(*) from outside_busy b
                       where b.practitioner_key = c.practitioner_key) as busy
               from outside_calendar c where practitioner_key = %s""",
            (practitioner_key,),
        )
        return await cursor.fetchone()


async def claim_due(conn: Connection, now: datetime, every: timedelta) -> list[Due]:
    async with conn.cursor(row_factory=class_row(Due)) as cursor:
        await cursor.execute(
            """update outside_calendar set tried_at = %s
               where tried_at is null or tried_at <= %s
               returning practitioner_key, url, etag""",
            (now, now - every),
        )
        return await cursor.fetchall()


async def save_read(
    conn: Connection, due: Due, etag: str | None, now: datetime, busy: list[Interval] | None
) -> None:
    """`busy` is none when nothing changed. Nothing at all when the address is another by now."""
    cursor = await conn.execute(
        """update outside_calendar set read_at = %s, etag = %s, error = null
           where practitioner_key = %s and url = %s returning 1""",
        (now, etag, due.practitioner_key, due.url),
    )
    if await cursor.fetchone() is not None and busy is not None:
        await _replace_busy(conn, due.practitioner_key, busy)


async def save_error(conn: Connection, due: Due, reason: str) -> None:
    """What was read before stays."""
    await conn.execute(
        "update outside_calendar set error = %s where practitioner_key = %s and url = %s",
        (reason, due.practitioner_key, due.url),
    )


async def _replace_busy(conn: Connection, practitioner_key: int, busy: list[Interval]) -> None:
    cursor = await conn.execute(
        """select starts_at, ends_at from outside_busy where practitioner_key = %s
           order by starts_at, ends_at""",
        (practitioner_key,),
    )
    if [Interval(*row) for row in await cursor.fetchall()] == busy:
        return
    await conn.execute("delete from outside_busy where practitioner_key = %s", (practitioner_key,))
    await conn.execute(
        """insert into outside_busy (practitioner_key, starts_at, ends_at)
           select %s, * from unnest(%s::timestamptz[], %s::timestamptz[])""",
        (practitioner_key, [b.start for b in busy], [b.end for b in busy]),
    )
    await _tell_everyone(conn)


async def _tell_everyone(conn: Connection) -> None:
    """Every process reads the catalogue again, and a booking reasoned without this is refused."""
    await conn.execute("update catalogue_revision set revision = revision + 1")
