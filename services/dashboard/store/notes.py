"""What staff write about a patient for each other."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection
from shared.ids import new_id


@dataclass(frozen=True)
class Note:
    at: datetime
    words: str
    staff_name: str | None


async def add(conn: Connection, patient_id: str, words: str, *, staff_id: str, at: datetime) -> str:
    """Returns its id."""
    note_id = str(new_id())
    await conn.execute(
        "insert into note (id, patient_id, staff_id, at, words) values (%s, %s, %s, %s, %s)",
        (note_id, patient_id, staff_id, at, words),
    )
    return note_id


async def list_(conn: Connection, patient_id: str) -> list[Note]:
    """Newest first."""
    async with conn.cursor(row_factory=class_row(Note)) as cursor:
        await cursor.execute(
            """select note.at, note.words, staff.name as staff_name
               from note left join staff on staff.id = note.staff_id
               where note.patient_id = any(same_person(%s)) order by note.at desc, note.id desc""",
            (patient_id,),
        )
        return await cursor.fetchall()
