"""What was said in a talk, both ways, as staff read it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Said:
    """One text. `intent`, `read_at` and what follows are of the patient's; `state` of ours."""

    id: UUID
    from_patient: bool
    at: datetime
    body: str | None
    kind: str | None
    state: str | None
    written_by: str | None
    intent: str | None
    attention: str | None
    media_count: int
    appointment_id: str | None
    read_at: datetime | None
    read_by: str | None
    corrected_by: str | None


@dataclass(frozen=True)
class Listed:
    """A thread with its last word. `phone` is where the patient wrote from last."""

    patient_id: str
    patient_name: str | None
    phone: str | None
    unread: int
    unread_since: datetime | None
    age: str
    assigned_to: str | None
    last_at: datetime
    last_reply_id: UUID
    last_body: str
    last_intent: str | None


async def list_threads(conn: Connection, *, since: datetime, limit: int) -> list[Listed]:
    """Those who wait, the longest first; then the others that were heard of since, the latest first."""
    async with conn.cursor(row_factory=class_row(Listed)) as cursor:
        await cursor.execute(
            """select thread.patient_id, patient.name as patient_name, last.phone, thread.unread,
                      thread.unread_since, thread.age, thread.assigned_to,
                      last.received_at as last_at, last.reply_id as last_reply_id,
                      last.body as last_body, last.intent as last_intent
               from thread
               left join patient using (patient_id)
               join lateral (
                   select phone, received_at, reply_id, body, intent from inbound
                   where inbound.patient_id = thread.patient_id
                   order by received_at desc, reply_id desc limit 1
               ) as last on true
               where thread.unread > 0 or last.received_at >= %s
               order by thread.unread_since nulls last, last.received_at desc, thread.patient_id
               limit %s""",
            (since, limit),
        )
        return await cursor.fetchall()


async def list_said(
    conn: Connection, patient_id: str, *, besides: list[str], limit: int
) -> list[Said]:
    """The latest, in the order they were said. `besides`: kinds that are no part of the talk."""
    async with conn.cursor(row_factory=class_row(Said)) as cursor:
        await cursor.execute(
            """select * from (
                   select reply_id as id, true as from_patient, received_at as at, body,
                          null as kind, null as state, null as written_by, intent, attention,
                          media_count, appointment_id, read_at, read_by, corrected_by
                   from inbound where patient_id = %(id)s
                   union all
                   select text_id, false, coalesce(sending_at, due_at),
                          coalesce(body, template_values ->> 'body'), kind, state,
                          template_values ->> 'written_by', null, null, 0, appointment_id,
                          null, null, null
                   from text where patient_id = %(id)s and kind <> all(%(besides)s)
                     and channel = 'text'
                     and (sending_at is not null or kind = 'staff_message')
                   order by at desc, id desc limit %(limit)s
               ) as latest order by at, id""",
            {"id": patient_id, "besides": besides, "limit": limit},
        )
        return await cursor.fetchall()


async def find_phone(conn: Connection, patient_id: str) -> str | None:
    """Where whoever is no patient wrote from."""
    cursor = await conn.execute(
        """select phone from inbound where patient_id = %s
           order by received_at desc, reply_id desc limit 1""",
        (patient_id,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None
