"""Merges of patients' records."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from services.booking.domain.merging import Identity
from shared.db import Connection


@dataclass(frozen=True)
class Merge:
    id: UUID
    survivor_id: UUID
    merged_id: UUID
    merged_at: datetime


async def lock_identities(conn: Connection, ids: list[UUID]) -> dict[UUID, Identity]:
    """Locked until the transaction ends, in one order for everybody. What is merged is read only
    then: a statement that waited for its locks still sees the merges of the time before.
    """
    await conn.execute("select 1 from patient where id = any(%s) order by key for update", (ids,))
    cursor = await conn.execute(
        """select id, practice_key, phone, birth_date,
                  exists (select from patient_merge
                          where merged_id = patient.id and undone_at is null),
                  exists (select from patient_merge
                          where survivor_id = patient.id and undone_at is null)
           from patient where id = any(%s)""",
        (ids,),
    )
    return {row[0]: Identity(str(row[0]), *row[1:]) for row in await cursor.fetchall()}


async def list_records(conn: Connection, patient_id: str) -> list[str]:
    """The ids of all records of the person whom the record is of."""
    cursor = await conn.execute(
        """with survivor as (
               select coalesce((select survivor_id from patient_merge
                                where merged_id = %(id)s and undone_at is null), %(id)s) as id)
           select id::text from survivor
           union
           select merged_id::text from patient_merge join survivor on survivor.id = survivor_id
           where undone_at is null order by 1""",
        {"id": UUID(patient_id)},
    )
    return [row[0] for row in await cursor.fetchall()]


async def add(conn: Connection, merge: Merge, by: str) -> None:
    await conn.execute(
        """insert into patient_merge (id, survivor_id, merged_id, merged_at, merged_by)
           values (%s, %s, %s, %s, %s)""",
        (merge.id, merge.survivor_id, merge.merged_id, merge.merged_at, by),
    )


async def find_standing(conn: Connection, merge_id: UUID) -> Merge | None:
    async with conn.cursor(row_factory=class_row(Merge)) as cursor:
        await cursor.execute(
            """select id, survivor_id, merged_id, merged_at from patient_merge
               where id = %s and undone_at is null for update""",
            (merge_id,),
        )
        return await cursor.fetchone()


async def undo(conn: Connection, merge_id: UUID, by: str, at: datetime) -> None:
    await conn.execute(
        "update patient_merge set undone_at = %s, undone_by = %s where id = %s", (at, by, merge_id)
    )
