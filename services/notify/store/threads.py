"""Talks with patients: what nobody has read, whose they are, what staff noted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection
from shared.events.replies import ThreadAge


@dataclass(frozen=True)
class Thread:
    patient_id: str
    version: int
    unread: int
    unread_since: datetime | None
    age: str
    assigned_to: str | None
    changed_at: datetime | None


@dataclass(frozen=True)
class Unread:
    """`oldest`: the reply that has waited longest."""

    count: int
    since: datetime | None
    oldest: UUID | None


@dataclass(frozen=True)
class Note:
    note_id: UUID
    words: str
    staff_id: str
    staff_name: str
    at: datetime


async def lock(conn: Connection, patient_id: str) -> Thread:
    """Made when it is not there yet."""
    await conn.execute(
        "insert into thread (patient_id) values (%s) on conflict do nothing", (patient_id,)
    )
    async with conn.cursor(row_factory=class_row(Thread)) as cursor:
        await cursor.execute("select * from thread where patient_id = %s for update", (patient_id,))
        thread = await cursor.fetchone()
    assert thread  # noqa: S101 - just made
    return thread


async def find(conn: Connection, patient_id: str) -> Thread | None:
    async with conn.cursor(row_factory=class_row(Thread)) as cursor:
        await cursor.execute("select * from thread where patient_id = %s", (patient_id,))
        return await cursor.fetchone()


async def save(conn: Connection, thread: Thread) -> None:
    await conn.execute(
        """update thread set version = %(version)s, unread = %(unread)s,
               unread_since = %(unread_since)s, age = %(age)s, assigned_to = %(assigned_to)s,
               changed_at = %(changed_at)s
           where patient_id = %(patient_id)s""",
        vars(thread),
    )


async def count_unread(conn: Connection, patient_id: str) -> Unread:
    cursor = await conn.execute(
        """select count(*), min(received_at), (array_agg(reply_id order by received_at))[1]
           from inbound where patient_id = %s and attention = 'person' and read_at is null""",
        (patient_id,),
    )
    row = await cursor.fetchone()
    return Unread(*row) if row else Unread(0, None, None)


async def list_waiting(conn: Connection) -> list[Thread]:
    """Those that may have grown older since they were looked at."""
    async with conn.cursor(row_factory=class_row(Thread)) as cursor:
        await cursor.execute(
            "select * from thread where unread > 0 and age <> %s order by unread_since",
            (ThreadAge.ESCALATED,),
        )
        return await cursor.fetchall()


async def promote_unanswered(conn: Connection, before: datetime) -> list[str]:
    """Whose patient was asked back before then and said nothing: a person's turn has come."""
    cursor = await conn.execute(
        """update inbound set attention = 'person'
           where attention = 'patient' and read_at is null and received_at <= %s
           returning patient_id""",
        (before,),
    )
    return sorted({row[0] for row in await cursor.fetchall()})


async def settle_asked_back(conn: Connection, phone: str, before: UUID) -> None:
    """The patient has answered: what they were asked back about is done."""
    await conn.execute(
        """update inbound set attention = 'none'
           where phone = %s and attention = 'patient' and reply_id < %s""",
        (phone, before),
    )


async def mark_read(
    conn: Connection, patient_id: str, *, by: str, at: datetime, up_to: UUID | None = None
) -> int:
    """How many had not been read. `up_to` is the last reply that was on the page."""
    cursor = await conn.execute(
        """update inbound set read_at = %(at)s, read_by = %(by)s
           where patient_id = %(id)s and attention <> 'none' and read_at is null
             and (%(up_to)s::uuid is null or reply_id <= %(up_to)s)""",
        {"id": patient_id, "by": by, "at": at, "up_to": up_to},
    )
    return cursor.rowcount


async def mark_one_read(conn: Connection, reply_id: UUID, *, by: str, at: datetime) -> str | None:
    """Whose it is; reading it twice is reading it once. None when there is no such reply."""
    await conn.execute(
        """update inbound set read_at = %s, read_by = %s
           where reply_id = %s and read_at is null""",
        (at, by, reply_id),
    )
    cursor = await conn.execute("select patient_id from inbound where reply_id = %s", (reply_id,))
    row = await cursor.fetchone()
    return row[0] if row else None


async def add_note(conn: Connection, patient_id: str, note: Note) -> None:
    await conn.execute(
        """insert into thread_note (note_id, patient_id, words, staff_id, staff_name, at)
           values (%(note_id)s, %(patient_id)s, %(words)s, %(staff_id)s, %(staff_name)s, %(at)s)""",
        {**vars(note), "patient_id": patient_id},
    )


async def list_notes(conn: Connection, patient_id: str) -> list[Note]:
    async with conn.cursor(row_factory=class_row(Note)) as cursor:
        await cursor.execute(
            """select note_id, words, staff_id, staff_name, at
               from thread_note where patient_id = %s order by at, note_id""",
            (patient_id,),
        )
        return await cursor.fetchall()
