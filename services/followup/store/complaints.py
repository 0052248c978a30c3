"""What patients come for. Each complaint is its own series."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from shared.db import Connection

COLUMNS = """complaint_id, patient_id, appointment_id, code, baseline, recorded_at, since, onset, cause,
             areas"""


@dataclass(frozen=True)
class Complaint:
    complaint_id: str
    patient_id: str
    appointment_id: str | None
    code: str
    baseline: int | None
    recorded_at: datetime
    since: str | None = None  # "days", "weeks", "months", "years"
    onset: str | None = None  # "sudden", "gradual"
    cause: str | None = None  # code of the practice's list
    areas: list[str] = field(default_factory=list)  # codes of the body map


async def save(conn: Connection, complaint: Complaint) -> None:
    """The baseline is the first that was given: later ones are scores, not where it began. Of the
    rest, what was said last holds.
    """
    await conn.execute(
        """insert into complaint (complaint_id, patient_id, appointment_id, code, baseline,
                                  recorded_at, since, onset, cause, areas)
           values (%(complaint_id)s, %(patient_id)s, %(appointment_id)s, %(code)s, %(baseline)s,
                   %(recorded_at)s, %(since)s, %(onset)s, %(cause)s, %(areas)s)
           on conflict (complaint_id) do update
           set baseline = case when complaint.recorded_at <= excluded.recorded_at
                               then coalesce(complaint.baseline, excluded.baseline)
                               else coalesce(excluded.baseline, complaint.baseline) end,
               since = coalesce(excluded.since, complaint.since),
               onset = coalesce(excluded.onset, complaint.onset),
               cause = coalesce(excluded.cause, complaint.cause),
               areas = case when excluded.areas = '{}' then complaint.areas
                            else excluded.areas end,
               recorded_at = least(complaint.recorded_at, excluded.recorded_at)""",
        vars(complaint),
    )


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
