"""A patient's scores by complaint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from services.dashboard.domain.complaints import Complaint
from services.dashboard.domain.scores import Point
from shared.db import Connection


@dataclass(frozen=True)
class ScoreRow:
    reported_at: datetime
    score: int
    change_points: int | None
    standing: str


async def list_complaints(conn: Connection, patient_id: str) -> list[Complaint]:
    """Those with scores or an intake, the latest first. One that was described again with a later
    visit has its scores under its first description.
    """
    async with conn.cursor(row_factory=class_row(Complaint)) as cursor:
        await cursor.execute(
            """select coalesce(c.complaint_id, s.complaint_id) as complaint_id, c.code,
                      coalesce(c.patient_id, s.patient_id) as patient_id,
                      coalesce(c.baseline, s.baseline) as baseline, c.recorded_at
               from (select complaint_id, patient_id, code, baseline, recorded_at from complaint
                     where patient_id = any(same_person(%(id)s))) c
               full join (select complaint_id, min(patient_id) as patient_id,
                                 max(reported_at) as last_at,
                                 (array_agg(baseline order by reported_at desc))[1] as baseline
                          from score where patient_id = any(same_person(%(id)s))
                          group by complaint_id) s
                 on c.complaint_id = s.complaint_id
               where s.complaint_id is not null or not exists (
                   select 1 from complaint first
                   where first.patient_id = any(same_person(%(id)s)) and first.code = c.code
                     and (first.recorded_at, first.complaint_id) < (c.recorded_at, c.complaint_id))
               order by coalesce(s.last_at, c.recorded_at) desc""",
            {"id": patient_id},
        )
        return await cursor.fetchall()


async def list_scores(
    conn: Connection, patient_id: str, complaint_ids: Sequence[str]
) -> list[ScoreRow]:
    """Oldest first. Without complaints, those that belong to none."""
    async with conn.cursor(row_factory=class_row(ScoreRow)) as cursor:
        await cursor.execute(
            """select reported_at, score, change_points, standing from current_score
               where patient_id = any(same_person(%s))
                 and (complaint_id = any(%s) or complaint_id is null and %s)
               order by reported_at, report_id""",
            (patient_id, list(complaint_ids), not complaint_ids),
        )
        return await cursor.fetchall()


async def list_missed(
    conn: Connection, patient_id: str, complaint_ids: Sequence[str]
) -> list[Point]:
    """Check-ins that got no answer, at the time they were due."""
    cursor = await conn.execute(
        """select coalesce(due_at, missed_at) from checkin
           where patient_id = any(same_person(%s))
             and (complaint_id = any(%s) or complaint_id is null and %s)
             and missed_at is not null order by 1""",
        (patient_id, list(complaint_ids), not complaint_ids),
    )
    return [Point(row[0], None) for row in await cursor.fetchall()]


async def list_treated(conn: Connection, patient_id: str) -> list[datetime]:
    """When visits took place."""
    cursor = await conn.execute(
        """select starts_at from visit where patient_id = any(same_person(%s)) and status = 'completed'
           order by starts_at""",
        (patient_id,),
    )
    return [row[0] for row in await cursor.fetchall()]
