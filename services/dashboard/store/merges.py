"""Records that may be, or are, one person's."""

from dataclasses import dataclass
from datetime import date, datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Same:
    """A record with the same phone and birth date. `visits` and `scores` tell what it brings."""

    patient_id: str
    name: str
    birth_date: date
    visits: int
    scores: int


@dataclass(frozen=True)
class Merged:
    """A record that is part of this person now."""

    merge_id: str
    patient_id: str
    name: str | None
    at: datetime
    undo_until: datetime | None


async def find_survivor(conn: Connection, patient_id: str) -> str:
    cursor = await conn.execute("select survivor_of(%s)", (patient_id,))
    row = await cursor.fetchone()
    return str(row[0]) if row else patient_id


async def list_records(conn: Connection, patient_id: str) -> list[str]:
    """The ids of all records of the person, the one that stays first."""
    cursor = await conn.execute("select unnest(same_person(%s))", (patient_id,))
    return [str(row[0]) for row in await cursor.fetchall()]


async def list_same(conn: Connection, patient_id: str) -> list[Same]:
    async with conn.cursor(row_factory=class_row(Same)) as cursor:
        await cursor.execute(
            """select other.patient_id, other.name, other.birth_date,
                      (select count(*) from visit where patient_id = other.patient_id) as visits,
                      (select count(*) from score where patient_id = other.patient_id) as scores
               from patient this
               join patient other on other.phone = this.phone
                and other.birth_date = this.birth_date and other.patient_id <> this.patient_id
               where this.patient_id = %(id)s
                 and not other.patient_id = any(same_person(%(id)s))
                 and not exists (select from merged
                                 where patient_id = other.patient_id and stands)
               order by other.name, other.patient_id""",
            {"id": patient_id},
        )
        return await cursor.fetchall()


async def list_merged(conn: Connection, patient_id: str) -> list[Merged]:
    async with conn.cursor(row_factory=class_row(Merged)) as cursor:
        await cursor.execute(
            """select merge_id, merged.patient_id, patient.name, at, undo_until from merged
               left join patient using (patient_id)
               where survivor_id = %s and stands order by at""",
            (patient_id,),
        )
        return await cursor.fetchall()
