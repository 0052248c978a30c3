"""What patients texted, a thread for each of them."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Thread:
    patient_id: str
    patient_name: str | None
    phone: str | None
    unread: int
    waiting_since: datetime | None  # of the oldest that is unread
    received_at: datetime
    body: str
    intent: str
    unclear: str | None  # why the answer could not be read
    assigned_name: str | None


async def list_threads(conn: Connection, since: datetime, limit: int) -> list[Thread]:
    """Those who wait, the longest first; then the others, the latest first."""
    async with conn.cursor(row_factory=class_row(Thread)) as cursor:
        await cursor.execute(
            """with waiting as (select patient_id, count(*) as unread, min(received_at) as since
                                from unread_reply group by patient_id),
                    latest as (select distinct on (patient_id) patient_id, reply_id, received_at,
                                      body, intent
                               from reply
                               where received_at > %s or patient_id in (select patient_id
                                                                        from waiting)
                               order by patient_id, received_at desc, reply_id desc)
               select latest.patient_id, patient.name as patient_name, patient.phone,
                      coalesce(waiting.unread, 0) as unread, waiting.since as waiting_since,
                      latest.received_at, latest.body, latest.intent,
                      unclear_answer.reason as unclear, staff.name as assigned_name
               from latest
               left join waiting using (patient_id)
               left join patient using (patient_id)
               left join unclear_answer on unclear_answer.reply_id = latest.reply_id
               left join thread on thread.patient_id = latest.patient_id
               left join staff on staff.id::text = thread.assigned_to
               order by waiting.since, latest.received_at desc, latest.patient_id limit %s""",
            (since, limit),
        )
        return await cursor.fetchall()


async def mark_all_read(conn: Connection, patient_id: str, *, staff_id: str, at: datetime) -> None:
    """Who answers has read."""
    await conn.execute(
        """insert into reply_read (reply_id, staff_id, read_at)
           select reply_id, %s, %s from unread_reply where patient_id = %s
           on conflict do nothing""",
        (staff_id, at, patient_id),
    )
