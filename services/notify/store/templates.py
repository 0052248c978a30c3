"""Templates as the clinic changed them. Every saving is kept; the last one holds."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class TemplateVersion:
    """No `variants`: the built-in ones. `reverts_to`: the version whose words these are again."""

    language: str
    kind: str
    version: int
    variants: list[str]
    reverts_to: int | None
    saved_by: str
    saved_at: datetime


class ChangedMeanwhileError(Exception):
    """Somebody else saved this template since it was looked at."""


async def count(conn: Connection) -> int:
    """Of all savings: another number means another wording of something."""
    cursor = await conn.execute("select count(*) from template_version")
    [(number,)] = await cursor.fetchall()
    return int(number)


async def list_current(conn: Connection) -> list[TemplateVersion]:
    async with conn.cursor(row_factory=class_row(TemplateVersion)) as cursor:
        await cursor.execute(
            """select distinct on (language, kind) * from template_version
               order by language, kind, version desc"""
        )
        return await cursor.fetchall()


async def list_versions(conn: Connection, language: str, kind: str) -> list[TemplateVersion]:
    """The oldest first."""
    async with conn.cursor(row_factory=class_row(TemplateVersion)) as cursor:
        await cursor.execute(
            """select * from template_version where language = %s and kind = %s order by version""",
            (language, kind),
        )
        return await cursor.fetchall()


async def add(conn: Connection, saved: TemplateVersion) -> None:
    """Raises ChangedMeanwhileError unless it is the next version."""
    cursor = await conn.execute(
        """insert into template_version
               (language, kind, version, variants, reverts_to, saved_by, saved_at)
           select %(language)s, %(kind)s, %(version)s, %(variants)s, %(reverts_to)s, %(saved_by)s,
                  %(saved_at)s
           where %(version)s = 1 + (select coalesce(max(version), 0) from template_version
                                    where language = %(language)s and kind = %(kind)s)
           on conflict do nothing returning version""",
        vars(saved),
    )
    if await cursor.fetchone() is None:
        raise ChangedMeanwhileError(saved.kind)
