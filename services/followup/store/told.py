"""What a patient wrote to us, in their own words."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class ToldRow:
    at: datetime
    words: str


async def list_told(conn: Connection, patient_id: str) -> list[ToldRow]:
    """The newest first."""
    async with conn.cursor(row_factory=class_row(ToldRow)) as cursor:
        await cursor.execute(
            """select received_at as at, raw_text as words from report
               where patient_id = %(id)s and raw_text <> ''
               union all
               select reported_at, raw_text from reaction where patient_id = %(id)s
               order by at desc""",
            {"id": patient_id},
        )
        return await cursor.fetchall()
