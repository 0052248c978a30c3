"""What a person at the clinic should do because a text could not do it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Task:
    task_id: UUID
    kind: str
    patient_id: str
    opened_at: datetime
    phone: str | None = None
    appointment_id: str | None = None
    reply_id: UUID | None = None
    done_at: datetime | None = None
    done_by: str | None = None


async def add(conn: Connection, task: Task) -> bool:
    """False while the same is to be done already."""
    cursor = await conn.execute(
        """insert into task (task_id, kind, patient_id, phone, appointment_id, reply_id, opened_at)
           select %(task_id)s, %(kind)s, %(patient_id)s, %(phone)s, %(appointment_id)s,
                  %(reply_id)s, %(opened_at)s
           where not exists (
               select from task where kind = %(kind)s and patient_id = %(patient_id)s
               and appointment_id is not distinct from %(appointment_id)s and done_at is null)
           returning task_id""",
        vars(task),
    )
    return await cursor.fetchone() is not None


async def list_open(conn: Connection) -> list[Task]:
    async with conn.cursor(row_factory=class_row(Task)) as cursor:
        await cursor.execute("select * from task where done_at is null order by opened_at, task_id")
        return await cursor.fetchall()


async def close(conn: Connection, task_id: UUID, by: str, at: datetime) -> Task | None:
    """None when it is done already, or never was there."""
    async with conn.cursor(row_factory=class_row(Task)) as cursor:
        await cursor.execute(
            """update task set done_at = %s, done_by = %s
               where task_id = %s and done_at is null returning *""",
            (at, by, task_id),
        )
        return await cursor.fetchone()
