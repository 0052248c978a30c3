"""Work for people that notify opened because a text could not do it."""

from services.dashboard.projection import timeline
from shared.db import Connection
from shared.events import Received
from shared.events.replies import TaskDone, TaskOpened


async def open_task(conn: Connection, received: Received[TaskOpened]) -> None:
    task = received.event
    await conn.execute(
        """insert into task (task_id, patient_id, kind, appointment_id, reply_id, opened_at)
           values (%s, %s, %s, %s, %s, %s)
           on conflict (task_id) do update
           set kind = excluded.kind, appointment_id = excluded.appointment_id,
               reply_id = excluded.reply_id, opened_at = excluded.opened_at""",
        (
            task.task_id,
            task.patient_id,
            task.kind,
            task.appointment_id,
            task.reply_id,
            task.opened_at,
        ),
    )
    await timeline.put(
        conn,
        kind="task",
        subject_id=task.task_id,
        patient_id=task.patient_id,
        at=task.opened_at,
        detail={"kind": task.kind},
    )


async def finish_task(conn: Connection, received: Received[TaskDone]) -> None:
    """May come before the event that opened it."""
    done = received.event
    await conn.execute(
        """insert into task (task_id, patient_id, done_at, done_by) values (%s, %s, %s, %s)
           on conflict (task_id) do update
           set done_at = excluded.done_at, done_by = excluded.done_by""",
        (done.task_id, done.patient_id, done.done_at, done.by_staff_id),
    )
    await timeline.put(
        conn,
        kind="task_done",
        subject_id=done.task_id,
        patient_id=done.patient_id,
        at=done.done_at,
        detail={"actor": f"staff:{done.by_staff_id}"},
    )
