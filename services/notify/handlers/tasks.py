"""Work for a person at the clinic, and the fact for the others."""

from datetime import datetime
from uuid import UUID

from services.notify.store import tasks
from services.notify.store.tasks import Task
from shared import outbox
from shared.db import Connection
from shared.events.replies import TaskDone, TaskOpened
from shared.ids import new_id


async def open_task(
    conn: Connection,
    kind: str,
    patient_id: str,
    at: datetime,
    *,
    phone: str | None = None,
    appointment_id: str | None = None,
    reply_id: UUID | None = None,
) -> None:
    """Once: nothing happens while the same waits to be done."""
    task = Task(new_id(), kind, patient_id, at, phone, appointment_id, reply_id)
    if not await tasks.add(conn, task):
        return
    opened = TaskOpened(
        patient_id=patient_id,
        task_id=str(task.task_id),
        kind=kind,
        appointment_id=appointment_id,
        reply_id=str(reply_id) if reply_id else None,
        opened_at=at,
    )
    await outbox.add(conn, opened, at=at)


async def finish_task(conn: Connection, task_id: UUID, by: str, at: datetime) -> bool:
    """False when there is nothing to finish."""
    task = await tasks.close(conn, task_id, by, at)
    if task is None:
        return False
    done = TaskDone(patient_id=task.patient_id, task_id=str(task_id), by_staff_id=by, done_at=at)
    await outbox.add(conn, done, at=at)
    return True
