"""The one open question of each phone, and the cancellation waiting to be said again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from services.notify.domain.question import YES_OR_NO_ONLY, OpenQuestion
from shared.db import Connection


async def find(conn: Connection, text_id: UUID) -> OpenQuestion | None:
    """Open or closed."""
    async with conn.cursor(row_factory=class_row(OpenQuestion)) as cursor:
        await cursor.execute(
            """select text_id, phone, patient_id, request_id, kind, expects, asked_at
               from question where text_id = %s""",
            (text_id,),
        )
        return await cursor.fetchone()


async def find_open(conn: Connection, phone: str) -> OpenQuestion | None:
    async with conn.cursor(row_factory=class_row(OpenQuestion)) as cursor:
        await cursor.execute(
            """select text_id, phone, patient_id, request_id, kind, expects, asked_at
               from question where phone = %s and closed_at is null""",
            (phone,),
        )
        return await cursor.fetchone()


async def find_lately_closed(conn: Connection, phone: str, since: datetime) -> OpenQuestion | None:
    """The last one that wanted a yes or no and was closed without one, unless the clinic has texted
    of something else since.
    """
    async with conn.cursor(row_factory=class_row(OpenQuestion)) as cursor:
        await cursor.execute(
            """select text_id, phone, patient_id, request_id, kind, expects, asked_at
               from question where phone = %s and closed_at >= %s and kind = any(%s)
                 and closed_why not in ('answered', 'opted_out', 'phone_changed')
                 and not exists (
                     select from text where text.phone = question.phone and answers_at is null
                       and sending_at > question.asked_at and text.text_id <> question.text_id)
               order by asked_at desc limit 1""",
            (phone, since, sorted(YES_OR_NO_ONLY)),
        )
        return await cursor.fetchone()


async def list_questioned(conn: Connection, phones: Sequence[str]) -> dict[str, str]:
    """Phone -> the patient an open question on it was put to."""
    cursor = await conn.execute(
        "select phone, patient_id from question where phone = any(%s) and closed_at is null",
        (list(phones),),
    )
    return dict(await cursor.fetchall())


async def open_for(conn: Connection, question: OpenQuestion) -> None:
    """Closes the one before it (S-86). The same text sent again asks the same question."""
    await close_for_phone(conn, question.phone, "superseded", question.asked_at)
    await conn.execute(
        """insert into question (text_id, phone, patient_id, request_id, kind, expects, asked_at)
           values (%(text_id)s, %(phone)s, %(patient_id)s, %(request_id)s, %(kind)s, %(expects)s,
                   %(asked_at)s)
           on conflict (text_id) do update
               set closed_at = null, closed_why = null, asked_at = excluded.asked_at""",
        vars(question),
    )


async def close_for_phone(conn: Connection, phone: str, why: str, at: datetime) -> None:
    await conn.execute(
        """update question set closed_at = %s, closed_why = %s
           where phone = %s and closed_at is null""",
        (at, why, phone),
    )


async def close_for_patient(conn: Connection, patient_id: str, why: str, at: datetime) -> None:
    await conn.execute(
        """update question set closed_at = %s, closed_why = %s
           where patient_id = %s and closed_at is null""",
        (at, why, patient_id),
    )


async def mark_reasked(conn: Connection, text_id: UUID, at: datetime) -> bool:
    """False when it was asked again before."""
    cursor = await conn.execute(
        "update question set reasked_at = %s where text_id = %s and reasked_at is null",
        (at, text_id),
    )
    return cursor.rowcount == 1


async def close_for_request(conn: Connection, request_id: str, why: str, at: datetime) -> None:
    await conn.execute(
        """update question set closed_at = %s, closed_why = %s
           where request_id = %s and closed_at is null""",
        (at, why, request_id),
    )


async def close_for_text(conn: Connection, text_id: UUID, why: str, at: datetime) -> None:
    await conn.execute(
        """update question set closed_at = %s, closed_why = %s
           where text_id = %s and closed_at is null""",
        (at, why, text_id),
    )


async def ask_to_cancel(
    conn: Connection, phone: str, appointment_id: str, expires_at: datetime
) -> None:
    await conn.execute(
        """insert into pending_cancel (phone, appointment_id, expires_at) values (%s, %s, %s)
           on conflict (phone) do update set
               appointment_id = excluded.appointment_id, expires_at = excluded.expires_at""",
        (phone, appointment_id, expires_at),
    )


async def take_cancel(conn: Connection, phone: str, now: datetime) -> str | None:
    """The appointment whose cancellation waits to be said again; it waits no more."""
    cursor = await conn.execute(
        "delete from pending_cancel where phone = %s returning appointment_id, expires_at", (phone,)
    )
    row = await cursor.fetchone()
    return row[0] if row and row[1] >= now else None
