"""Work for people that notify opened because a text could not do it."""

from services.dashboard.projection import timeline
from services.dashboard.projection.rows import Rows, Statement
from shared.events import Received
from shared.events.replies import TaskDone, TaskOpened

OPENED = Statement(
    "task",
    ("task_id",),
    """insert into task (task_id, patient_id, kind, appointment_id, reply_id, opened_at)
       select task_id, patient_id, kind, appointment_id, reply_id, opened_at
       from json_populate_recordset(null::task, %s)
       on conflict (task_id) do update
       set kind = excluded.kind, appointment_id = excluded.appointment_id,
           reply_id = excluded.reply_id, opened_at = excluded.opened_at""",
)
DONE = Statement(
    "task",
    ("task_id",),
    """insert into task (task_id, patient_id, done_at, done_by)
       select task_id, patient_id, done_at, done_by from json_populate_recordset(null::task, %s)
       on conflict (task_id) do update
       set done_at = excluded.done_at, done_by = excluded.done_by""",
)


def open_task(received: Received[TaskOpened]) -> Rows:
    task = received.event
    yield OPENED.row(
        task_id=task.task_id,
        patient_id=task.patient_id,
        kind=task.kind,
        appointment_id=task.appointment_id,
        reply_id=task.reply_id,
        opened_at=task.opened_at,
    )
    yield timeline.entry(
        kind="task",
        subject_id=task.task_id,
        patient_id=task.patient_id,
        at=task.opened_at,
        detail={"kind": task.kind},
    )


def finish_task(received: Received[TaskDone]) -> Rows:
    """May come before the event that opened it."""
    done = received.event
    yield DONE.row(
        task_id=done.task_id,
        patient_id=done.patient_id,
        done_at=done.done_at,
        done_by=done.by_staff_id,
    )
    yield timeline.entry(
        kind="task_done",
        subject_id=done.task_id,
        patient_id=done.patient_id,
        at=done.done_at,
        detail={"actor": f"staff:{done.by_staff_id}"},
    )
