"""The demo practice: whether it is in force, and taking all of it away."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class InForce:
    practice_id: str
    loaded_at: datetime
    loaded_by: str


async def find(conn: Connection) -> InForce | None:
    async with conn.cursor(row_factory=class_row(InForce)) as cursor:
        await cursor.execute(
            """select practice_id, loaded_at, loaded_by from demo_practice
               where removed_at is null"""
        )
        return await cursor.fetchone()


async def find_named(conn: Connection) -> tuple[str, str] | None:
    """What texts call the first location, and its zone."""
    cursor = await conn.execute("select text_name, time_zone from location order by key limit 1")
    row = await cursor.fetchone()
    return (row[0], row[1]) if row else None


async def is_empty(conn: Connection) -> bool:
    """No practice and nobody's record, not even one that was forgotten."""
    cursor = await conn.execute(
        "select not exists (select 1 from practice) and not exists (select 1 from patient)"
    )
    [(empty,)] = await cursor.fetchall()
    return bool(empty)


async def add(conn: Connection, loaded: InForce) -> None:
    await conn.execute(
        """insert into demo_practice (practice_id, loaded_at, loaded_by)
           values (%(practice_id)s, %(loaded_at)s, %(loaded_by)s)""",
        vars(loaded),
    )


async def list_patients(conn: Connection) -> list[str]:
    """Those who were not forgotten before."""
    cursor = await conn.execute("select id::text from patient where erased_at is null order by id")
    return [row[0] for row in await cursor.fetchall()]


async def take_away(conn: Connection, by: str, at: datetime) -> None:
    """Every row that a practice and its patients have, whatever table refers to them. Only events
    that are still to be told stay, for the others to hear in their order.
    """
    await conn.execute("delete from outbox where published_at is not null")
    await conn.execute(
        """truncate practice, patient, idempotency_key, phone_code, proven_phone, legal_hold,
                    erasure, webhook_delivery cascade"""
    )
    await conn.execute("update catalogue_revision set revision = revision + 1")
    await conn.execute(
        "update demo_practice set removed_at = %s, removed_by = %s where removed_at is null",
        (at, by),
    )
