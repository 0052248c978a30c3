"""Texts from patients that wait for a person, and who read them."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class UnreadReply:
    reply_id: str
    patient_id: str
    patient_name: str | None
    phone: str | None
    received_at: datetime
    body: str


async def list_unread(conn: Connection, limit: int) -> list[UnreadReply]:
    """Oldest first: who has waited longest comes first."""
    async with conn.cursor(row_factory=class_row(UnreadReply)) as cursor:
        await cursor.execute(
            """select reply_id, patient_id, patient.name as patient_name, patient.phone,
                      received_at, body
               from unread_reply left join patient using (patient_id)
               order by received_at, reply_id limit %s""",
            (limit,),
        )
        return await cursor.fetchall()


async def count_unread(conn: Connection) -> int:
    cursor = await conn.execute("select count(*) from unread_reply")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def mark_read(conn: Connection, reply_id: str, *, staff_id: str, at: datetime) -> str | None:
    """Whose text it was; None when there is no such reply. Reading it twice is reading it once."""
    await conn.execute(
        """insert into reply_read (reply_id, staff_id, read_at)
           select reply_id, %s, %s from reply where reply_id = %s on conflict do nothing""",
        (staff_id, at, reply_id),
    )
    cursor = await conn.execute("select patient_id from reply where reply_id = %s", (reply_id,))
    row = await cursor.fetchone()
    return str(row[0]) if row else None
