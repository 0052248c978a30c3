"""Patients as check-ins need them, and the lock under which a patient's check-ins change."""

from datetime import datetime

from shared.db import Connection


async def add_locked(conn: Connection, patient_id: str) -> None:
    """Hold the patient until the transaction ends. One whose own event has not arrived yet gets a
    row with defaults.
    """
    await conn.execute(
        "insert into patient (patient_id) values (%s) on conflict do nothing", (patient_id,)
    )
    await lock(conn, patient_id)


async def lock(conn: Connection, patient_id: str) -> bool:
    """Hold the patient until the transaction ends. False when there is none: an unknown phone."""
    cursor = await conn.execute(
        "select 1 from patient where patient_id = %s for update", (patient_id,)
    )
    return await cursor.fetchone() is not None


async def save(
    conn: Connection, patient_id: str, *, version: int, language: str, time_zone: str | None
) -> None:
    """Unless a newer version is known."""
    await conn.execute(
        """insert into patient (patient_id, version, language, time_zone)
           values (%s, %s, %s, %s)
           on conflict (patient_id) do update
           set version = excluded.version, language = excluded.language,
               time_zone = excluded.time_zone
           where patient.version < excluded.version""",
        (patient_id, version, language, time_zone),
    )


async def claim_with_due_checkins(conn: Connection, now: datetime, limit: int) -> list[str]:
    """Patients for whom a check-in is due or has run out, locked; those that another process
    holds are left to it. Oldest first.
    """
    cursor = await conn.execute(
        """select patient_id from patient
           where patient_id in (
               (select patient_id from checkin where state = 'planned' and due_at <= %(now)s
                order by due_at limit %(limit)s)
               union
               (select patient_id from checkin
                where state in ('planned', 'asked') and expires_at <= %(now)s
                order by expires_at limit %(limit)s))
           order by patient_id for update skip locked""",
        {"now": now, "limit": limit},
    )
    return [row[0] for row in await cursor.fetchall()]
