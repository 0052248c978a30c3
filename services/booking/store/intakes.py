"""Complaints and what was said about them, and notes on medicines."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from services.booking.domain.intake import HealthNote, Pain
from shared.db import Connection

COMPLAINT = """select c.id::text, c.code, c.main, c.baseline, c.since, c.onset,
    c.cause, c.areas, c.pain_days, c.peg_pain, c.peg_enjoyment, c.peg_activity
  from complaint c join appointment a on a.key = c.appointment_key where a.id = %s"""


@dataclass(frozen=True)
class ComplaintRow:
    id: str
    code: str
    main: bool
    baseline: int | None
    since: str | None
    onset: str | None
    cause: str | None
    areas: list[str]
    pain_days: int | None
    peg_pain: int | None
    peg_enjoyment: int | None
    peg_activity: int | None


@dataclass(frozen=True)
class NoteRow:
    medicines: str | None
    herbs: str | None
    allergies: str | None
    recorded_at: datetime


async def list_of_visit(conn: Connection, appointment_id: str) -> list[ComplaintRow]:
    """The main one first."""
    async with conn.cursor(row_factory=class_row(ComplaintRow)) as cursor:
        await cursor.execute(f"{COMPLAINT} order by not c.main, c.id", (appointment_id,))
        return await cursor.fetchall()


async def add(
    conn: Connection,
    complaint_id: UUID,
    appointment_id: str,
    code: str,
    baseline: int | None,
    at: datetime,
    *,
    main: bool,
) -> None:
    """A complaint that the visit has already keeps its id and its first baseline."""
    await conn.execute(
        """insert into complaint (id, patient_key, appointment_key, code, baseline, recorded_at, main)
           select %s, patient_key, key, %s, %s, %s, %s from appointment where id = %s
           on conflict on constraint complaint_once do update
           set baseline = coalesce(complaint.baseline, excluded.baseline)""",
        (complaint_id, code, baseline, at, main, appointment_id),
    )


async def describe(conn: Connection, appointment_id: str, code: str, pain: Pain) -> None:
    """What is not said now stays as it was said before."""
    values: dict[str, Any] = {
        **vars(pain),
        "areas": list(pain.areas),
        "peg_pain": pain.peg.pain_average,
        "peg_enjoyment": pain.peg.enjoyment,
        "peg_activity": pain.peg.general_activity,
        "appointment_id": appointment_id,
        "code": code,
    }
    del values["peg"]
    await conn.execute(
        """update complaint c
           set since = coalesce(%(since)s, since), onset = coalesce(%(onset)s, onset),
               cause = coalesce(%(cause)s, cause), pain_days = coalesce(%(pain_days)s, pain_days),
               areas = case when cardinality(%(areas)s::text[]) = 0 then areas
                            else %(areas)s::text[] end,
               peg_pain = coalesce(%(peg_pain)s, peg_pain),
               peg_enjoyment = coalesce(%(peg_enjoyment)s, peg_enjoyment),
               peg_activity = coalesce(%(peg_activity)s, peg_activity)
           from appointment a
           where a.key = c.appointment_key and a.id = %(appointment_id)s and c.code = %(code)s""",
        values,
    )


async def add_note(conn: Connection, appointment_id: str, note: HealthNote, at: datetime) -> None:
    await conn.execute(
        """insert into health_note (patient_key, appointment_key, medicines, herbs, allergies,
                                   recorded_at)
           select patient_key, key, %s, %s, %s, %s from appointment where id = %s""",
        (note.medicines, note.herbs, note.allergies, at, appointment_id),
    )


async def list_notes(conn: Connection, patient_id: str) -> list[NoteRow]:
    """The newest first."""
    async with conn.cursor(row_factory=class_row(NoteRow)) as cursor:
        await cursor.execute(
            """select n.medicines, n.herbs, n.allergies, n.recorded_at
               from health_note n join patient p on p.key = n.patient_key
               where p.id = %s order by n.key desc""",
            (patient_id,),
        )
        return await cursor.fetchall()
