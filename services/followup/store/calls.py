"""Patients to be telephoned, because they did not answer or could not be read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from services.followup.domain.alerts import Signature
from shared.db import Connection

COLUMNS = "call_id as id, patient_id, checkin_id, reason, since"


@dataclass(frozen=True)
class Call:
    id: UUID
    patient_id: str
    checkin_id: UUID
    reason: str  # "silent", "unreadable"
    since: datetime


async def add(conn: Connection, call: Call) -> None:
    """One waits for each patient at a time."""
    await conn.execute(
        """insert into call (call_id, patient_id, checkin_id, reason, since)
           values (%s, %s, %s, %s, %s) on conflict do nothing""",
        (call.id, call.patient_id, call.checkin_id, call.reason, call.since),
    )


async def list_waiting(conn: Connection) -> list[Call]:
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(f"select {COLUMNS} from call where done_at is null order by since")  # noqa: S608
        return await cursor.fetchall()


async def find_waiting(conn: Connection, call_id: UUID) -> Call | None:
    async with conn.cursor(row_factory=class_row(Call)) as cursor:
        await cursor.execute(
            f"select {COLUMNS} from call where call_id = %s and done_at is null",  # noqa: S608
            (call_id,),
        )
        return await cursor.fetchone()


async def finish(conn: Connection, call_id: UUID, by: Signature, outcome: str) -> None:
    await conn.execute(
        """update call set done_at = %s, done_by = %s, done_by_name = %s, outcome = %s
           where call_id = %s""",
        (by.at, by.staff_id, by.name, outcome, call_id),
    )


async def finish_answered(conn: Connection, patient_id: str, at: datetime) -> None:
    """The patient has written after all."""
    await conn.execute(
        """update call set done_at = %s, done_by = 'patient', outcome = 'answered'
           where patient_id = %s and done_at is null""",
        (at, patient_id),
    )
