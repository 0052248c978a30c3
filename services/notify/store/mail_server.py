"""How the mail server did last, for staff to see."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Standing:
    last_success_at: datetime | None
    last_error_at: datetime | None
    last_error_class: str | None
    last_error_code: str | None


async def get(conn: Connection) -> Standing:
    async with conn.cursor(row_factory=class_row(Standing)) as cursor:
        await cursor.execute(
            "select last_success_at, last_error_at, last_error_class, last_error_code"
            " from mail_server"
        )
        found = await cursor.fetchone()
    return found or Standing(None, None, None, None)


async def note_success(conn: Connection, at: datetime) -> None:
    await conn.execute(
        """insert into mail_server (last_success_at) values (%s)
           on conflict (only_row) do update set last_success_at = excluded.last_success_at""",
        (at,),
    )


async def note_error(conn: Connection, error_class: str, code: str, at: datetime) -> None:
    await conn.execute(
        """insert into mail_server (last_error_class, last_error_code, last_error_at)
           values (%s, %s, %s)
           on conflict (only_row) do update set last_error_class = excluded.last_error_class,
               last_error_code = excluded.last_error_code, last_error_at = excluded.last_error_at""",
        (error_class, code, at),
    )
