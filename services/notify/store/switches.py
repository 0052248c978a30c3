"""What keeps texts from going: kinds that are switched off, phones that no text can reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from services.notify.domain.carrier_errors import STOPS_THE_KIND
from shared.db import Connection


@dataclass(frozen=True)
class Switched:
    """A kind of text that does not go."""

    kind: str
    state: str
    why: str
    at: datetime


async def set_kind(conn: Connection, kind: str, state: str, why: str, at: datetime) -> None:
    """`state`: "off" or "dry_run"."""
    await conn.execute(
        """insert into kind_switch (kind, state, why, at) values (%s, %s, %s, %s)
           on conflict (kind) do update set
               state = excluded.state, why = excluded.why, at = excluded.at""",
        (kind, state, why, at),
    )


async def clear_kind(conn: Connection, kind: str) -> None:
    await conn.execute("delete from kind_switch where kind = %s", (kind,))


async def list_kinds(conn: Connection) -> dict[str, str]:
    """Kind -> "off" or "dry_run"."""
    cursor = await conn.execute("select kind, state from kind_switch")
    return dict(await cursor.fetchall())


async def list_by_people(conn: Connection) -> dict[str, str]:
    """As `list_kinds`, without what the carrier's refusals switched off: those are about texts."""
    cursor = await conn.execute(
        "select kind, state from kind_switch where why <> all(%s)", (list(STOPS_THE_KIND),)
    )
    return dict(await cursor.fetchall())


async def list_switched(conn: Connection) -> list[Switched]:
    async with conn.cursor(row_factory=class_row(Switched)) as cursor:
        await cursor.execute("select kind, state, why, at from kind_switch order by kind")
        return await cursor.fetchall()


async def count_kinds(conn: Connection) -> int:
    cursor = await conn.execute("select count(*) from kind_switch")
    row = await cursor.fetchone()
    return row[0] if row else 0


async def mark_unusable(conn: Connection, phone: str, error_code: str, at: datetime) -> None:
    await conn.execute(
        """insert into unusable_phone (phone, error_code, at) values (%s, %s, %s)
           on conflict do nothing""",
        (phone, error_code, at),
    )


async def forget_unusable(conn: Connection, phone: str) -> None:
    await conn.execute("delete from unusable_phone where phone = %s", (phone,))


async def is_unusable(conn: Connection, phone: str) -> bool:
    return bool(await list_unusable(conn, [phone]))


async def list_unusable(conn: Connection, phones: Sequence[str]) -> set[str]:
    cursor = await conn.execute(
        "select phone from unusable_phone where phone = any(%s)", (list(phones),)
    )
    return {row[0] for row in await cursor.fetchall()}
