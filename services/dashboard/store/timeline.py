"""A patient's story, newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from shared.db import Connection


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
               from timeline_entry e
               left join staff on e.detail ->> 'actor' = 'staff:' || staff.id::text
               left join unread_reply on e.kind = 'reply' and unread_reply.reply_id = e.subject_id
               left join unclear_answer
                 on e.kind = 'reply' and unclear_answer.reply_id = e.subject_id
               where e.patient_id = %s and e.at <= %s
                 and (e.kind <> 'text' or e.detail ->> 'state' <> 'planned')
               order by e.at desc, e.kind, e.subject_id limit %s""",
            (patient_id, now, limit),
        )
        return await cursor.fetchall()
