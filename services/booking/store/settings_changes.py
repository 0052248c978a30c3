"""The history of a practice's settings, part by part. Rows are only ever added."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from services.booking.domain.practice_edit import Document
from shared.db import Connection


@dataclass(frozen=True)
class SettingsChange:
    """`before` none: it was not there. `after` none: it is retired."""

    part: str
    version: int
    actor: str
    at: datetime
    before: Document | None
    after: Document | None


async def list_versions(conn: Connection, practice_key: int) -> dict[str, int]:
    """Of the parts that were ever changed."""
    cursor = await conn.execute(
        "select part, max(version) from settings_change where practice_key = %s group by part",
        (practice_key,),
    )
    return {part: version async for part, version in cursor}


async def list_made_by_staff(conn: Connection, practice_key: int) -> set[str]:
    """The parts whose last word is a person's, not a file's."""
    cursor = await conn.execute(
        """select part from (
             select distinct on (part) part, actor from settings_change
             where practice_key = %s order by part, version desc) as latest
           where actor like 'staff:%%'""",
        (practice_key,),
    )
    return {row[0] async for row in cursor}


async def list_latest(conn: Connection, practice_key: int, most: int) -> list[SettingsChange]:
    async with conn.cursor(row_factory=class_row(SettingsChange)) as cursor:
        await cursor.execute(
            """select part, version, actor, at, before, after from settings_change
               where practice_key = %s order by at desc, part limit %s""",
            (practice_key, most),
        )
        return await cursor.fetchall()


async def add(conn: Connection, practice_key: int, change: SettingsChange) -> None:
    await conn.execute(
        """insert into settings_change (practice_key, part, version, actor, at, before, after)
           values (%(practice)s, %(part)s, %(version)s, %(actor)s, %(at)s, %(was)s, %(is)s)""",
        {
            **vars(change),
            "practice": practice_key,
            "was": Jsonb(change.before) if change.before is not None else None,
            "is": Jsonb(change.after) if change.after is not None else None,
        },
    )
