"""Answers that staff keep ready. Every saving is kept; the last one holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from shared.db import Connection


@dataclass(frozen=True)
class Canned:
    """`bodies` by language. `version` counts the savings, from 1."""

    answer_id: UUID
    version: int
    title: str
    bodies: dict[str, str]
    withdrawn: bool
    saved_by: str
    saved_at: datetime


async def list_current(conn: Connection) -> list[Canned]:
    async with conn.cursor(row_factory=class_row(Canned)) as cursor:
        await cursor.execute(
            """select * from (select distinct on (answer_id) * from canned_answer
                              order by answer_id, version desc) as latest
               where not withdrawn order by lower(title), answer_id"""
        )
        return await cursor.fetchall()


async def list_versions(conn: Connection, answer_id: UUID) -> list[Canned]:
    """The oldest first."""
    async with conn.cursor(row_factory=class_row(Canned)) as cursor:
        await cursor.execute(
            "select * from canned_answer where answer_id = %s order by version", (answer_id,)
        )
        return await cursor.fetchall()


async def add_version(conn: Connection, canned: Canned) -> bool:
    """False when somebody else has saved this version."""
    cursor = await conn.execute(
        """insert into canned_answer
               (answer_id, version, title, bodies, withdrawn, saved_by, saved_at)
           values (%(answer_id)s, %(version)s, %(title)s, %(bodies)s, %(withdrawn)s, %(saved_by)s,
                   %(saved_at)s)
           on conflict do nothing""",
        {**vars(canned), "bodies": Jsonb(canned.bodies)},
    )
    return cursor.rowcount == 1
