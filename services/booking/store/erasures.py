"""Forgetting a patient, unless a legal hold forbids it."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from psycopg.rows import class_row

from shared.db import Connection

# Said by or of the patient. The other tables hold times and counts, of somebody without a name.
FORGOTTEN: tuple[LiteralString, ...] = (
    "health_note",
    "complaint",
    "patient_flag",
    "text_consent",
    "email_consent",
)
# What is known of a phone by itself.
PHONES: tuple[LiteralString, ...] = ("phone_code", "proven_phone")


async def find_locked(conn: Connection, patient_id: str) -> int | None:
    """The patient's key, held until the transaction ends; none when there is none any more."""
    cursor = await conn.execute(
        "select key from patient where id = %s::uuid and erased_at is null for update",
        (patient_id,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def has_visits_ahead(conn: Connection, patient_key: int, now: datetime) -> bool:
    cursor = await conn.execute(
        """select 1 from appointment where patient_key = %s and live and ends_at > %s
           and status in ('held', 'booked', 'confirmed', 'arrived') limit 1""",
        (patient_key, now),
    )
    return await cursor.fetchone() is not None


async def ask(conn: Connection, patient_id: str, by: str, at: datetime) -> None:
    await conn.execute(
        """insert into erasure (patient_id, asked_at, asked_by) values (%s, %s, %s)
           on conflict do nothing""",
        (patient_id, at, by),
    )


@dataclass(frozen=True)
class Asked:
    """What stands in the way of forgetting a patient, and whether it was asked."""

    hold_reason: str | None
    held_since: datetime | None
    held_by: str | None
    asked_at: datetime | None


async def find(conn: Connection, patient_id: str) -> Asked:
    async with conn.cursor(row_factory=class_row(Asked)) as cursor:
        await cursor.execute(
            """select legal_hold.reason as hold_reason, placed_at as held_since,
                      placed_by as held_by, asked_at
               from (select %(id)s::uuid as patient_id) known
               left join legal_hold on legal_hold.patient_id = known.patient_id
                                   and lifted_at is null
               left join erasure on erasure.patient_id = known.patient_id and done_at is null""",
            {"id": patient_id},
        )
        found = await cursor.fetchone()
    assert found is not None  # noqa: S101 - one row always
    return found


async def is_asked(conn: Connection, patient_id: str) -> bool:
    """And not done."""
    cursor = await conn.execute(
        "select 1 from erasure where patient_id = %s and done_at is null", (patient_id,)
    )
    return await cursor.fetchone() is not None


async def erase(conn: Connection, patient_key: int, patient_id: str, at: datetime) -> None:
    """The name and all that was said go; that a time was taken stays."""
    await conn.execute("set local meridian.erasing = 'on'")
    for table in FORGOTTEN:
        await _delete(conn, table, patient_key)
    await conn.execute(
        """update appointment_history set reason = null where reason is not null
           and appointment_key in (select key from appointment where patient_key = %s)""",
        (patient_key,),
    )
    await conn.execute(
        """update package_ledger set reason = 'erased' where reason is not null
           and package_key in (select key from package where patient_key = %s)""",
        (patient_key,),
    )
    await conn.execute("set local meridian.erasing = 'off'")
    await conn.execute(
        "update waitlist_entry set state = 'left' where patient_key = %s and state = 'waiting'",
        (patient_key,),
    )
    await _forget_phone(conn, patient_key)
    await conn.execute(
        """update patient
           set name = 'Erased', folded_name = id::text, phone = null, email = null,
               birth_date = null, time_zone = null, guardian = null, version = version + 1, updated_at = %(at)s,
               erased_at = %(at)s
           where key = %(key)s""",
        {"key": patient_key, "at": at},
    )
    await conn.execute(
        "delete from outbox where key = %s and published_at is not null", (patient_id,)
    )
    await conn.execute("update erasure set done_at = %s where patient_id = %s", (at, patient_id))


async def _forget_phone(conn: Connection, patient_key: int) -> None:
    """Unless somebody else of the family has it too."""
    for table in PHONES:
        await conn.execute(
            f"""delete from {table} where phone = (select phone from patient where key = %(key)s)
                and not exists (select 1 from patient other join patient this using (phone)
                                where this.key = %(key)s and other.key <> this.key)""",  # noqa: S608
            {"key": patient_key},
        )


async def _delete(conn: Connection, table: LiteralString, patient_key: int) -> None:
    await conn.execute(f"delete from {table} where patient_key = %s", (patient_key,))  # noqa: S608
