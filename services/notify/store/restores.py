"""Whether this database is a restored copy, and what is held back because of it (S-49)."""

from datetime import datetime

from shared.db import Connection

# A copy has another cluster, timeline or oid than what it was copied from.
_IDENTITY = """
    select concat_ws('/', (select system_identifier from pg_control_system()),
                     (select timeline_id from pg_control_checkpoint()),
                     (select oid from pg_database where datname = current_database()))
"""


async def notice_copy(conn: Connection, now: datetime) -> bool:
    """True when this is a copy that was not seen before: all that is due by now is then held."""
    cursor = await conn.execute(
        f"""insert into restore_guard (identity) select identity from ({_IDENTITY}) as this (identity)
            on conflict (only_row) do update
                set identity = excluded.identity, held_before = %s
                where restore_guard.identity <> excluded.identity
            returning held_before is not null""",  # noqa: S608 - no outside word in it
        (now,),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def hold(conn: Connection, before: datetime | None) -> None:
    """None: nothing is held."""
    await conn.execute("update restore_guard set held_before = %s", (before,))


async def list_held(conn: Connection) -> list[tuple[str, int]]:
    """(kind, how many) of what waits for an operator."""
    cursor = await conn.execute(
        """select kind, count(*) from text, restore_guard
           where state in ('planned', 'claimed') and not urgent and due_at < held_before
           group by kind order by kind"""
    )
    return [(kind, count) for kind, count in await cursor.fetchall()]
