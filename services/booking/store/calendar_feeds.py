"""Who may read a practitioner's calendar feed."""

from datetime import datetime

from shared.db import Connection


async def save(conn: Connection, practitioner_key: int, fingerprint: bytes, at: datetime) -> None:
    """In place of the address there was before."""
    await conn.execute(
        """insert into calendar_feed (practitioner_key, fingerprint, created_at)
           values (%s, %s, %s)
           on conflict (practitioner_key) do update
           set fingerprint = excluded.fingerprint, created_at = excluded.created_at""",
        (practitioner_key, fingerprint, at),
    )


async def find_practitioner(conn: Connection, fingerprint: bytes) -> int | None:
    """Whose feed it is."""
    cursor = await conn.execute(
        "select practitioner_key from calendar_feed where fingerprint = %s", (fingerprint,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else None
