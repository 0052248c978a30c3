"""Codes that open a patient's own page, and the sessions they open."""

from datetime import datetime

from psycopg.rows import class_row

from services.followup.domain.page_codes import PageCode
from shared.db import Connection


async def find_patient(conn: Connection, appointment_id: str) -> str | None:
    """Whose visit it is, locked."""
    cursor = await conn.execute(
        """select patient_id from patient join visit using (patient_id)
           where appointment_id = %s for update of patient""",
        (appointment_id,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def count_codes(conn: Connection, patient_id: str, since: datetime) -> int:
    cursor = await conn.execute(
        "select count(*) from page_code where patient_id = %s and asked_at > %s",
        (patient_id, since),
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def add_code(conn: Connection, code: PageCode) -> None:
    await conn.execute(
        """insert into page_code (code_id, patient_id, code_hash, asked_at, expires_at)
           values (%s, %s, %s, %s, %s)""",
        (code.id, code.patient_id, code.code_hash, code.asked_at, code.expires_at),
    )


async def find_newest_code(conn: Connection, patient_id: str) -> PageCode | None:
    """Asking for another ends the one before."""
    async with conn.cursor(row_factory=class_row(PageCode)) as cursor:
        await cursor.execute(
            """select code_id as id, patient_id, code_hash, asked_at, expires_at, tries, used_at
               from page_code where patient_id = %s order by asked_at desc limit 1""",
            (patient_id,),
        )
        return await cursor.fetchone()


async def note_try(conn: Connection, code: PageCode, used_at: datetime | None) -> None:
    await conn.execute(
        "update page_code set tries = tries + 1, used_at = %s where code_id = %s",
        (used_at, code.id),
    )


async def add_session(
    conn: Connection, session_hash: bytes, patient_id: str, now: datetime, until: datetime
) -> None:
    await conn.execute(
        """insert into page_session (session_hash, patient_id, opened_at, expires_at)
           values (%s, %s, %s, %s)""",
        (session_hash, patient_id, now, until),
    )


async def find_session(conn: Connection, session_hash: bytes, now: datetime) -> str | None:
    """Whose page it opens."""
    cursor = await conn.execute(
        "select patient_id from page_session where session_hash = %s and expires_at > %s",
        (session_hash, now),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def end_session(conn: Connection, session_hash: bytes) -> None:
    await conn.execute("delete from page_session where session_hash = %s", (session_hash,))


async def forget_old(conn: Connection, before: datetime) -> None:
    await conn.execute("delete from page_code where asked_at < %s", (before,))
    await conn.execute("delete from page_session where expires_at < %s", (before,))
