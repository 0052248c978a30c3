"""Alerts as cases."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from services.followup.domain.alerts import Alert, Outcome, Signature
from shared.db import Connection
from shared.events.alerts import Grade


async def add(conn: Connection, alert: Alert) -> bool:
    """False when the patient has an open case by the same rule."""
    cursor = await conn.execute(
        """insert into alert (alert_id, patient_id, rule, grade, opened_at, report_id, reply_id)
           values (%s, %s, %s, %s, %s, %s, %s)
           on conflict (patient_id, rule) where closed_at is null do nothing""",
        (
            alert.id,
            alert.patient_id,
            alert.rule,
            alert.grade,
            alert.opened_at,
            alert.report_id,
            alert.reply_id,
        ),
    )
    return cursor.rowcount == 1


async def find_locked(conn: Connection, alert_id: UUID) -> Alert | None:
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute("select * from alert where alert_id = %s for update", (alert_id,))
        row = await cursor.fetchone()
    return _alert(row) if row else None


async def list_open(conn: Connection) -> list[Alert]:
    """The gravest first, then the oldest."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            """select * from alert where closed_at is null
               order by array_position(array['red', 'orange', 'yellow'], grade), opened_at"""
        )
        return [_alert(row) for row in await cursor.fetchall()]


async def save(conn: Connection, alert: Alert) -> None:
    seen, closed = alert.acknowledged, alert.closed
    await conn.execute(
        """update alert
           set acknowledged_by = %s, acknowledged_by_name = %s, acknowledged_at = %s,
               closed_by = %s, closed_by_name = %s, closed_at = %s, outcome = %s
           where alert_id = %s""",
        (*_signed(seen), *_signed(closed), alert.outcome, alert.id),
    )


def _signed(signature: Signature | None) -> tuple[str | None, str | None, datetime | None]:
    if signature is None:
        return None, None, None
    return signature.staff_id, signature.name, signature.at


def _alert(row: dict[str, Any]) -> Alert:
    return Alert(
        id=row["alert_id"],
        patient_id=row["patient_id"],
        rule=row["rule"],
        grade=Grade(row["grade"]),
        opened_at=row["opened_at"],
        report_id=row["report_id"],
        reply_id=row["reply_id"],
        acknowledged=_signature(row, "acknowledged"),
        closed=_signature(row, "closed"),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
    )


def _signature(row: dict[str, Any], what: str) -> Signature | None:
    if row[f"{what}_at"] is None:
        return None
    return Signature(row[f"{what}_by"], row[f"{what}_by_name"], row[f"{what}_at"])
