"""Alerts as cases."""

from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from psycopg.rows import dict_row

from services.followup.domain.alerts import Alert, Outcome, Signature
from shared.db import Connection
from shared.events.alerts import Grade

GRAVEST_FIRST = "array_position(array['red', 'orange', 'yellow'], grade), opened_at"


async def add(conn: Connection, alert: Alert) -> None:
    await conn.execute(
        """insert into alert (alert_id, patient_id, rule, grade, opened_at, found_at, report_id,
                              reply_id, signs, call_now, turn, page_due_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            alert.id,
            alert.patient_id,
            alert.rule,
            alert.grade,
            alert.opened_at,
            alert.found_at,
            alert.report_id,
            alert.reply_id,
            list(alert.signs),
            alert.call_now,
            alert.turn,
            alert.page_due_at,
        ),
    )


async def find(conn: Connection, alert_id: UUID) -> Alert | None:
    found = await _select(conn, "alert_id = %s", alert_id)
    return found[0] if found else None


async def find_locked(conn: Connection, alert_id: UUID) -> Alert | None:
    found = await _select(conn, "alert_id = %s for update", alert_id)
    return found[0] if found else None


async def list_open(conn: Connection) -> list[Alert]:
    """The gravest first, then the oldest."""
    return await _select(conn, f"closed_at is null order by {GRAVEST_FIRST}")


async def list_open_of(conn: Connection, patient_id: str) -> list[Alert]:
    """The gravest first. The caller holds the patient."""
    return await _select(
        conn,
        f"patient_id = %s and closed_at is null order by {GRAVEST_FIRST} for update",
        patient_id,
    )


async def claim_unanswered(conn: Connection, now: datetime, limit: int) -> list[Alert]:
    """Those whose time to be acknowledged has passed, locked; another process's are left to it."""
    return await _select(
        conn,
        "page_due_at <= %s order by page_due_at limit %s for update skip locked",
        now,
        limit,
    )


async def save(conn: Connection, alert: Alert) -> None:
    seen, closed = alert.acknowledged, alert.closed
    await conn.execute(
        """update alert
           set found_at = %s, signs = %s, call_now = %s, turn = %s, page_due_at = %s,
               acknowledged_by = %s, acknowledged_by_name = %s, acknowledged_at = %s,
               closed_by = %s, closed_by_name = %s, closed_at = %s, outcome = %s
           where alert_id = %s""",
        (
            alert.found_at,
            list(alert.signs),
            alert.call_now,
            alert.turn,
            alert.page_due_at,
            *_signed(seen),
            *_signed(closed),
            alert.outcome,
            alert.id,
        ),
    )


async def _select(conn: Connection, condition: LiteralString, *values: object) -> list[Alert]:
    """`condition` is one of the constants above."""
    async with conn.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(f"select * from alert where {condition}", values)  # noqa: S608
        return [_alert(row) for row in await cursor.fetchall()]


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
        found_at=row["found_at"],
        report_id=row["report_id"],
        reply_id=row["reply_id"],
        signs=tuple(row["signs"]),
        call_now=row["call_now"],
        turn=row["turn"],
        page_due_at=row["page_due_at"],
        acknowledged=_signature(row, "acknowledged"),
        closed=_signature(row, "closed"),
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
    )


def _signature(row: dict[str, Any], what: str) -> Signature | None:
    if row[f"{what}_at"] is None:
        return None
    return Signature(row[f"{what}_by"], row[f"{what}_by_name"], row[f"{what}_at"])
