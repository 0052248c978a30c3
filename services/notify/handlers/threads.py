"""A thread changes: a text came, was read, was left lying; somebody took it on."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from services.notify.domain.inbox import age_of
from services.notify.handlers.tell_staff import tell_on_call
from services.notify.store import office, threads
from services.notify.store.threads import Note, Thread
from shared import outbox
from shared.auth import Staff
from shared.db import Connection
from shared.events.replies import ThreadAge, ThreadChanged
from shared.ids import new_id

# A text about a text that waits is of use this long.
PAGE_LIFE = timedelta(hours=4)


class UnknownReplyError(LookupError):
    """There is no such text of a patient's."""


class Threads:
    """`zone`: the clinic's, by which office hours are meant."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    async def refresh(
        self, conn: Connection, patient_id: str, at: datetime, by: str | None = None
    ) -> None:
        """Count again what nobody has read. Nothing is told when that changes nothing."""
        before = await threads.lock(conn, patient_id)
        unread = await threads.count_unread(conn, patient_id)
        hours = await office.get(conn, self.zone)
        age = age_of(unread.since, at, hours)
        after = replace(before, unread=unread.count, unread_since=unread.since, age=age)
        if after == before:
            return
        await _save(conn, after, at, by)
        if age is ThreadAge.ESCALATED and before.age != ThreadAge.ESCALATED:
            request_id = f"unread:{unread.oldest}"
            await tell_on_call(conn, "unread_page", patient_id, request_id, at=at, life=PAGE_LIFE)

    async def read(
        self, conn: Connection, patient_id: str, up_to: UUID | None, by: str, at: datetime
    ) -> None:
        await threads.mark_read(conn, patient_id, by=by, at=at, up_to=up_to)
        await self.refresh(conn, patient_id, at, by)

    async def read_one(self, conn: Connection, reply_id: UUID, by: str, at: datetime) -> None:
        """Raises UnknownReplyError."""
        patient_id = await threads.mark_one_read(conn, reply_id, by=by, at=at)
        if patient_id is None:
            raise UnknownReplyError(str(reply_id))
        await self.refresh(conn, patient_id, at, by)


async def assign(
    conn: Connection, patient_id: str, staff_id: str | None, by: str, at: datetime
) -> None:
    """None: to nobody."""
    thread = await threads.lock(conn, patient_id)
    if thread.assigned_to != staff_id:
        await _save(conn, replace(thread, assigned_to=staff_id), at, by)


async def add_note(conn: Connection, patient_id: str, words: str, by: Staff, at: datetime) -> None:
    note = Note(new_id(), words, by.id, by.name, at)
    await threads.add_note(conn, patient_id, note)
    await _save(conn, await threads.lock(conn, patient_id), at, by.id)


async def _save(conn: Connection, thread: Thread, at: datetime, by: str | None) -> None:
    changed = replace(thread, version=thread.version + 1, changed_at=at)
    await threads.save(conn, changed)
    told = ThreadChanged(
        patient_id=changed.patient_id,
        version=changed.version,
        unread=changed.unread,
        unread_since=changed.unread_since,
        age=ThreadAge(changed.age),
        assigned_to=changed.assigned_to,
        changed_at=at,
        by_staff_id=by,
    )
    await outbox.add(conn, told, at=at)
