"""What booking last said of the practice."""

from datetime import datetime

from shared.db import Connection


async def find(conn: Connection) -> tuple[str, str] | None:
    """Its name and its zone."""
    cursor = await conn.execute("select name, time_zone from known_practice")
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def save(conn: Connection, name: str, time_zone: str, at: datetime) -> None:
    await conn.execute(
        """insert into known_practice (name, time_zone, heard_at) values (%s, %s, %s)
           on conflict (only_one) do update
           set name = excluded.name, time_zone = excluded.time_zone, heard_at = excluded.heard_at""",
        (name, time_zone, at),
    )


async def forget(conn: Connection) -> None:
    await conn.execute("delete from known_practice")
