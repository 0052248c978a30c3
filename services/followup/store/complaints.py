"""What patients come for. Each complaint is its own series."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from shared.db import Connection

COLUMNS = "complaint_id, patient_id, appointment_id, code, baseline, recorded_at"


@dataclass(frozen=True)
class Complaint:
    complaint_id: str
    patient_id: str
    appointment_id: str | None
    code: str
    baseline: int | None
    recorded_at: datetime


async def save(conn: Connection, complaint: Complaint) -> None:
    """The baseline is the first that was given: later ones are scores, not where it began."""
    await conn.execute(
        """insert into complaint (complaint_id, patient_id, appointment_id, code, baseline,
                                  recorded_at)
           values (%(complaint_id)s, %(patient_id)s, %(appointment_id)s, %(code)s, %(baseline)s,
                   %(recorded_at)s)
           on conflict (complaint_id) do update
           set baseline = case when complaint.recorded_at <= excluded.recorded_at
                               then coalesce(complaint.baseline, excluded.baseline)
                               else coalesce(excluded.baseline, complaint.baseline) end,
               recorded_at = least(complaint.recorded_at, excluded.recorded_at)""",
        vars(complaint),
    )


async def find_for_visit(
    conn: Connection, patient_id: str, appointment_id: str
) -> Complaint | None:
    """The complaint recorded with the visit, else the patient's latest."""
    async with conn.cursor(row_factory=class_row(Complaint)) as cursor:
        await cursor.execute(
            f"""select {COLUMNS} from complaint where patient_id = %s
               order by (appointment_id is not distinct from %s) desc, recorded_at desc limit 1""",  # noqa: S608
            (patient_id, appointment_id),
        )
        return await cursor.fetchone()


async def find(conn: Connection, complaint_id: str | None) -> Complaint | None:
    return await _find(conn, "complaint_id = %s", complaint_id)


async def find_latest(conn: Connection, patient_id: str) -> Complaint | None:
    return await _find(conn, "patient_id = %s order by recorded_at desc limit 1", patient_id)


async def _find(conn: Connection, condition: LiteralString, value: str | None) -> Complaint | None:
    async with conn.cursor(row_factory=class_row(Complaint)) as cursor:
        await cursor.execute(f"select {COLUMNS} from complaint where {condition}", (value,))  # noqa: S608
        return await cursor.fetchone()


async def list_(conn: Connection, patient_id: str) -> list[Complaint]:
    async with conn.cursor(row_factory=class_row(Complaint)) as cursor:
        await cursor.execute(
            f"select {COLUMNS} from complaint where patient_id = %s order by recorded_at",  # noqa: S608
            (patient_id,),
        )
        return await cursor.fetchall()
