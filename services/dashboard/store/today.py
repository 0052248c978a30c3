"""The visits of a day, each with what the desk wants to know beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from services.dashboard.domain.scores import Direction, direction
from shared.db import Connection
from shared.events.appointments import VisitStatus


@dataclass(frozen=True)
class VisitRow:
    appointment_id: str
    patient_id: str
    patient_name: str | None  # none until booking's patient event has come
    version: int
    status: VisitStatus
    starts_at: datetime
    treatment: str
    practitioner: str
    room: str | None
    flags: list[str]
    score: int | None
    previous_score: int | None
    standing: str | None
    unread: int
    alerts: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "status", VisitStatus(self.status))

    @property
    def direction(self) -> Direction | None:
        return None if self.score is None else direction(self.score, self.previous_score)


COLUMNS: LiteralString = """
    select visit.appointment_id, visit.patient_id, patient.name as patient_name, visit.version,
           visit.status, visit.starts_at, visit.treatment, visit.practitioner, visit.room,
           visit.flags, last.score, before.score as previous_score, last.standing,
           (select count(*) from unread_reply where unread_reply.patient_id = visit.patient_id)
               as unread,
           (select count(*) from alert
            where alert.patient_id = visit.patient_id and closed_at is null
              and opened_at is not null) as alerts
    from visit
    left join patient using (patient_id)
    left join lateral (
        select report_id, complaint_id, score, standing, reported_at
        from current_score score
        where score.patient_id = visit.patient_id
        order by reported_at desc, report_id desc limit 1
    ) last on true
    left join lateral (
        select score from current_score score
        where score.patient_id = visit.patient_id and report_id <> last.report_id
          and complaint_id is not distinct from last.complaint_id
          and reported_at <= last.reported_at
        order by reported_at desc, report_id desc limit 1
    ) before on true
"""


async def list_visits(conn: Connection, start: datetime, end: datetime) -> list[VisitRow]:
    query: LiteralString = (
        COLUMNS
        + """where visit.starts_at >= %s and visit.starts_at < %s
             order by visit.starts_at, visit.practitioner, visit.appointment_id"""
    )
    async with conn.cursor(row_factory=class_row(VisitRow)) as cursor:
        await cursor.execute(query, (start, end))
        return await cursor.fetchall()


async def find_visit(conn: Connection, appointment_id: str) -> VisitRow | None:
    async with conn.cursor(row_factory=class_row(VisitRow)) as cursor:
        query: LiteralString = COLUMNS + "where visit.appointment_id = %s"
        await cursor.execute(query, (appointment_id,))
        return await cursor.fetchone()


async def list_patients(conn: Connection, start: datetime, end: datetime) -> set[str]:
    """Who comes between the two."""
    cursor = await conn.execute(
        """select distinct patient_id from visit where starts_at >= %s and starts_at < %s
             and status not in ('cancelled_by_patient', 'cancelled_by_clinic')""",
        (start, end),
    )
    return {row[0] for row in await cursor.fetchall()}
