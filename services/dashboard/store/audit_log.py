"""Reading the audit log."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Sought:
    """What is empty does not narrow the search."""

    start: datetime
    end: datetime
    staff_id: str = ""
    action: str = ""
    patient_id: str = ""


@dataclass(frozen=True)
class AuditRow:
    at: datetime
    staff_name: str | None
    action: str
    patient_id: str | None
    patient_name: str | None
    subject: str | None


@dataclass(frozen=True)
class Member:
    id: str
    name: str


async def list_entries(conn: Connection, sought: Sought, limit: int) -> list[AuditRow]:
    """Newest first."""
    async with conn.cursor(row_factory=class_row(AuditRow)) as cursor:
        await cursor.execute(
            """select audit_entry.at, staff.name as staff_name, action, audit_entry.patient_id,
                      patient.name as patient_name, subject
               from audit_entry
               left join staff on staff.id = audit_entry.staff_id
               left join patient on patient.patient_id = audit_entry.patient_id
               where audit_entry.at >= %(start)s and audit_entry.at < %(end)s
                 and (%(staff)s = '' or audit_entry.staff_id::text = %(staff)s)
                 and (%(action)s = '' or action = %(action)s)
                 and (%(patient)s = '' or audit_entry.patient_id = %(patient)s)
               order by audit_entry.at desc, audit_entry.id desc limit %(limit)s""",
            {
                "start": sought.start,
                "end": sought.end,
                "staff": sought.staff_id,
                "action": sought.action,
                "patient": sought.patient_id,
                "limit": limit,
            },
        )
        return await cursor.fetchall()


async def list_staff(conn: Connection) -> list[Member]:
    async with conn.cursor(row_factory=class_row(Member)) as cursor:
        await cursor.execute("select id::text as id, name from staff order by name, id")
        return await cursor.fetchall()
