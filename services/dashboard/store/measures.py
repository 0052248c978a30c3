"""What patients answered besides a pain number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Peg:
    """`score` is the mean of the three items, to one decimal place."""

    reported_at: datetime
    code: str | None  # of the complaint
    score: float
    pain_average: int
    enjoyment: int
    general_activity: int


@dataclass(frozen=True)
class PainDays:
    reported_at: datetime
    code: str | None
    days: int


@dataclass(frozen=True)
class Range:
    reported_at: datetime
    low: int
    high: int


async def list_pegs(conn: Connection, patient_id: str) -> list[Peg]:
    """Newest first."""
    async with conn.cursor(row_factory=class_row(Peg)) as cursor:
        await cursor.execute(
            """select reported_at, complaint.code, score, pain_average, enjoyment, general_activity
               from peg left join complaint using (complaint_id)
               where peg.patient_id = any(same_person(%s)) order by reported_at desc, event_id""",
            (patient_id,),
        )
        return await cursor.fetchall()


async def list_pain_days(conn: Connection, patient_id: str) -> list[PainDays]:
    """Newest first."""
    async with conn.cursor(row_factory=class_row(PainDays)) as cursor:
        await cursor.execute(
            """select reported_at, complaint.code, days
               from pain_days left join complaint using (complaint_id)
               where pain_days.patient_id = any(same_person(%s)) order by reported_at desc, answer_id""",
            (patient_id,),
        )
        return await cursor.fetchall()


async def list_ranges(
    conn: Connection, patient_id: str, complaint_ids: Sequence[str]
) -> list[Range]:
    async with conn.cursor(row_factory=class_row(Range)) as cursor:
        await cursor.execute(
            """select reported_at, low, high from pain_range
               where patient_id = any(same_person(%s))
                 and (complaint_id = any(%s) or complaint_id is null and %s)
               order by reported_at, report_id""",
            (patient_id, list(complaint_ids), not complaint_ids),
        )
        return await cursor.fetchall()
