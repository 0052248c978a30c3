"""A patient's story, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from shared.db import Connection

# What has the same second stands in this order: what caused something below what came of it.
CAUSE_FIRST = [
    "consent",
    "merge",
    "intake",
    "reply",
    "visit",
    "package",
    "waitlist",
    "recall",
    "reaction",
    "score",
    "range",
    "peg",
    "pain_days",
    "missed",
    "alert",
    "alert_passed_on",
    "alert_acknowledged",
    "alert_closed",
    "task",
    "task_done",
    "text",
]


@dataclass(frozen=True)
class Entry:
    kind: str
    subject_id: str
    at: datetime
    detail: dict[str, Any]
    actor_name: str | None  # of the staff member who did it
    unread: bool
    unclear: str | None  # why an answer could not be read


@dataclass(frozen=True)
class Change:
    actor: str  # "patient", "system" or "staff:<id>"
    actor_name: str | None
    at: datetime


async def find_newer_change(conn: Connection, appointment_id: str, version: int) -> Change | None:
    """The last thing that happened to a visit since it was as at `version`."""
    async with conn.cursor(row_factory=class_row(Change)) as cursor:
        await cursor.execute(
            """select e.detail ->> 'actor' as actor, staff.name as actor_name, e.at
               from timeline_entry e
               left join staff on e.detail ->> 'actor' = 'staff:' || staff.id::text
               where e.kind = 'visit' and e.detail ->> 'appointment_id' = %s
                 and (e.detail ->> 'version')::integer > %s
               order by (e.detail ->> 'version')::integer desc limit 1""",
            (appointment_id, version),
        )
        return await cursor.fetchone()


async def list_entries(conn: Connection, patient_id: str, now: datetime, limit: int) -> list[Entry]:
    """What has happened. What is still planned is not part of the story yet."""
    async with conn.cursor(row_factory=class_row(Entry)) as cursor:
        await cursor.execute(
            """select e.kind, e.subject_id, e.at, e.detail, staff.name as actor_name,
                      unread_reply.reply_id is not null as unread,
                      unclear_answer.reason as unclear
               from (select * from timeline_entry
                     where patient_id = any(same_person(%(patient)s)) and at <= %(now)s
                       and (kind <> 'text' or detail ->> 'state' <> 'planned')
                     order by at desc, kind, subject_id limit %(limit)s) e
               left join staff on e.detail ->> 'actor' = 'staff:' || staff.id::text
               left join unread_reply on e.kind = 'reply' and unread_reply.reply_id = e.subject_id
               left join unclear_answer
                 on e.kind = 'reply' and unclear_answer.reply_id = e.subject_id
               order by date_trunc('second', e.at) desc,
                        array_position(%(order)s::text[], e.kind) desc nulls last,
                        e.at desc, e.subject_id desc""",
            {"patient": patient_id, "now": now, "limit": limit, "order": CAUSE_FIRST},
        )
        return await cursor.fetchall()
