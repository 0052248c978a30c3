"""Patients as check-ins need them, and the lock under which a patient's check-ins change."""

from datetime import datetime

from shared.db import Connection


async def add_locked(conn: Connection, patient_id: str) -> bool:
    """Hold the person until the transaction ends. One whose own event has not arrived yet gets a
    row with defaults; one who asked to be forgotten gets none, and it is False.
    """
    await conn.execute(
        """insert into patient (patient_id) select %(id)s
           where not exists (select 1 from erasure where patient_id = %(id)s)
           on conflict do nothing""",
        {"id": patient_id},
    )
    return await lock(conn, patient_id)


async def lock(conn: Connection, patient_id: str) -> bool:
    """Hold the person until the transaction ends: all records, always in the same order. False when
    there is none: an unknown phone.
    """
    cursor = await conn.execute(
        """select patient_id from patient where patient_id = any(same_person(%s))
           order by patient_id for update""",
        (patient_id,),
    )
    return (patient_id,) in await cursor.fetchall()


async def save(
    conn: Connection, patient_id: str, *, version: int, language: str, time_zone: str | None
) -> None:
    """Unless a newer version is known, or they asked to be forgotten."""
    await conn.execute(
        """insert into patient (patient_id, version, language, time_zone)
           select %(id)s, %(version)s, %(language)s, %(zone)s
           where not exists (select 1 from erasure where patient_id = %(id)s)
           on conflict (patient_id) do update
           set version = excluded.version, language = excluded.language,
               time_zone = excluded.time_zone
           where patient.version < excluded.version""",
        {"id": patient_id, "version": version, "language": language, "zone": time_zone},
    )


async def claim_with_due_checkins(
    conn: Connection, now: datetime, silent_since: datetime, limit: int
) -> list[str]:
    """Patients for whom a check-in is due, to be nudged, or at its end, locked, with the other
    records of the same person; those that another process holds are left to it. What can wait is
    due only for those with nothing open.
    """
    cursor = await conn.execute(
        """select patient_id from patient
           where patient_id in (select unnest(same_person(due.patient_id)) from (
               (select patient_id from checkin due where state = 'planned' and due_at <= %(now)s
                  and not (waits and exists (select 1 from checkin open
                           where open.patient_id = due.patient_id and open.state = 'asked'))
                order by due_at limit %(limit)s)
               union
               (select patient_id from checkin
                where state = 'asked' and nudged_at is null and clarified_at is null
                  and ranged_at is null and step = 0 and sent_at <= %(silent_since)s
                order by sent_at limit %(limit)s)
               union
               (select patient_id from checkin
                where state = 'asked' and ranged_at <= %(silent_since)s
                order by ranged_at limit %(limit)s)
               union
               (select patient_id from checkin
                where state in ('planned', 'asked') and expires_at <= %(now)s
                order by expires_at limit %(limit)s)) due)
           order by patient_id for update skip locked""",
        {"now": now, "silent_since": silent_since, "limit": limit},
    )
    return [row[0] for row in await cursor.fetchall()]


async def get_language(conn: Connection, patient_id: str) -> str:
    cursor = await conn.execute("select language from patient where patient_id = %s", (patient_id,))
    row = await cursor.fetchone()
    return str(row[0]) if row else ""
