"""What patients come for. Each complaint is its own series."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from shared.db import Connection

COLUMNS = """complaint_id, patient_id, code, baseline, recorded_at, since, onset, cause, areas,
             array(select appointment_id from complaint_visit v
                   where v.complaint_id = complaint.complaint_id) as appointment_ids"""


@dataclass(frozen=True)
class Complaint:
    complaint_id: str
    patient_id: str
    code: str
    baseline: int | None
    recorded_at: datetime
    since: str | None = None  # "days", "weeks", "months", "years"
    onset: str | None = None  # "sudden", "gradual"
    cause: str | None = None  # code of the practice's list
    areas: list[str] = field(default_factory=list)  # codes of the body map
    appointment_ids: list[str] = field(default_factory=list)  # visits it was described with


async def save(conn: Connection, complaint: Complaint) -> None:
    """The baseline is the first that was given: later ones are scores, not where it began. Of the
    rest, what was said last holds.
    """
    await conn.execute(
        """insert into complaint (complaint_id, patient_id, code, baseline, recorded_at, since, onset,
                                  cause, areas)
           values (%(complaint_id)s, %(patient_id)s, %(code)s, %(baseline)s, %(recorded_at)s,
                   %(since)s, %(onset)s, %(cause)s, %(areas)s)
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
    for appointment_id in complaint.appointment_ids:
        await conn.execute(
            """insert into complaint_visit (appointment_id, patient_id, complaint_id)
               values (%s, %s, %s)
               on conflict (appointment_id) do update set complaint_id = excluded.complaint_id""",
            (appointment_id, complaint.patient_id, complaint.complaint_id),
        )


async def find_of_code(conn: Connection, patient_id: str, code: str) -> Complaint | None:
    """The latest."""
    return await _find(
        conn, "patient_id = %s and code = %s order by recorded_at desc limit 1", patient_id, code
    )


async def find(conn: Connection, complaint_id: str | None) -> Complaint | None:
    return await _find(conn, "complaint_id = %s", complaint_id)


async def find_latest(conn: Connection, patient_id: str) -> Complaint | None:
    return await _find(conn, "patient_id = %s order by recorded_at desc limit 1", patient_id)


async def _find(
    conn: Connection, condition: LiteralString, *values: str | None
) -> Complaint | None:
    """`condition` is one of the constants above."""
    async with conn.cursor(row_factory=class_row(Complaint)) as cursor:
        await cursor.execute(f"select {COLUMNS} from complaint where {condition}", values)  # noqa: S608
        return await cursor.fetchone()


async def list_of_person(conn: Connection, patient_id: str) -> list[Complaint]:
    """Of all records of the person."""
    async with conn.cursor(row_factory=class_row(Complaint)) as cursor:
        await cursor.execute(
            f"""select {COLUMNS} from complaint where patient_id = any(same_person(%s))
                order by recorded_at, complaint_id""",  # noqa: S608
            (patient_id,),
        )
        return await cursor.fetchall()


async def list_(conn: Connection, patient_id: str) -> list[Complaint]:
    async with conn.cursor(row_factory=class_row(Complaint)) as cursor:
        await cursor.execute(
            f"select {COLUMNS} from complaint where patient_id = %s order by recorded_at",  # noqa: S608
            (patient_id,),
        )
        return await cursor.fetchall()
