"""Alerts with what they are about and who has them in hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class AlertRow:
    alert_id: str
    patient_id: str
    patient_name: str | None
    phone: str | None
    grade: str
    rule: str
    opened_at: datetime
    score: int | None
    body: str | None  # of the text that raised it
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    outcome: str | None
    call_now: bool


COLUMNS: LiteralString = """
    select alert.alert_id, alert.patient_id, patient.name as patient_name, patient.phone,
           alert.grade, alert.rule, alert.opened_at, score.score, reply.body,
           alert.acknowledged_at, seen.name as acknowledged_by,
           alert.closed_at, ended.name as closed_by, alert.outcome, alert.call_now
    from alert
    left join patient using (patient_id)
    left join score on score.report_id = alert.report_id
    left join reply on reply.reply_id = alert.reply_id
    left join staff seen on seen.id::text = alert.acknowledged_by
    left join staff ended on ended.id::text = alert.closed_by
"""


async def list_open(conn: Connection) -> list[AlertRow]:
    """The gravest first, then those nobody has in hand, then the oldest."""
    query: LiteralString = (
        COLUMNS
        + """where alert.closed_at is null and alert.opened_at is not null
             order by array_position(array['red', 'orange', 'yellow'], alert.grade),
                      alert.acknowledged_at is not null, alert.opened_at, alert.alert_id"""
    )
    return await _list(conn, query, ())


async def list_open_of(conn: Connection, patient_id: str) -> list[AlertRow]:
    query: LiteralString = (
        COLUMNS
        + """where alert.closed_at is null and alert.opened_at is not null
               and alert.patient_id = any(same_person(%s)) order by alert.opened_at, alert.alert_id"""
    )
    return await _list(conn, query, (patient_id,))


async def list_closed(conn: Connection, limit: int) -> list[AlertRow]:
    query: LiteralString = (
        COLUMNS
        + """where alert.closed_at is not null and alert.opened_at is not null
             order by alert.closed_at desc, alert.alert_id limit %s"""
    )
    return await _list(conn, query, (limit,))


async def find(conn: Connection, alert_id: str) -> AlertRow | None:
    query: LiteralString = COLUMNS + "where alert.alert_id = %s and alert.opened_at is not null"
    return next(iter(await _list(conn, query, (alert_id,))), None)


async def count_open(conn: Connection) -> int:
    cursor = await conn.execute(
        "select count(*) from alert where closed_at is null and opened_at is not null"
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def _list(
    conn: Connection, query: LiteralString, parameters: tuple[object, ...]
) -> list[AlertRow]:
    async with conn.cursor(row_factory=class_row(AlertRow)) as cursor:
        await cursor.execute(query, parameters)
        return await cursor.fetchall()
