"""Work that waits for a person: the call list."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class TaskRow:
    task_id: str
    patient_id: str
    patient_name: str | None
    phone: str | None
    kind: str
    opened_at: datetime
    body: str | None  # of the text it is about
    starts_at: datetime | None  # of the visit it is about


async def list_open(conn: Connection, limit: int) -> list[TaskRow]:
    """Oldest first."""
    return await _list(conn, None, limit)


async def list_of_patient(conn: Connection, patient_id: str, limit: int) -> list[TaskRow]:
    return await _list(conn, patient_id, limit)


async def find_patient(conn: Connection, task_id: str) -> str | None:
    """Whose task it is; done or not."""
    cursor = await conn.execute("select patient_id from task where task_id = %s", (task_id,))
    row = await cursor.fetchone()
    return str(row[0]) if row else None


async def _list(conn: Connection, patient_id: str | None, limit: int) -> list[TaskRow]:
    async with conn.cursor(row_factory=class_row(TaskRow)) as cursor:
        await cursor.execute(
            """select task.task_id, task.patient_id, patient.name as patient_name, patient.phone,
                      task.kind, task.opened_at, reply.body, visit.starts_at
               from task
               left join patient using (patient_id)
               left join reply on reply.reply_id = task.reply_id
               left join visit on visit.appointment_id = task.appointment_id
               where task.done_at is null and task.opened_at is not null
                 and (%(patient)s::text is null or task.patient_id = any(same_person(%(patient)s)))
               order by task.opened_at, task.task_id limit %(limit)s""",
            {"patient": patient_id, "limit": limit},
        )
        return await cursor.fetchall()
