"""What is left of a patient who is forgotten: counts, states and times; no word, name or phone."""

from datetime import datetime

from shared.db import Connection

# Of the patient: their words and ours, and where they went.
_OF_PATIENT = (
    """update text set body = null, phone = null, address = null, template_values = '{}'
       where patient_id = %(id)s and not urgent""",
    "update inbound set body = '', phone = %(hash)s, attention = 'none' where patient_id = %(id)s",
    "update question set phone = %(hash)s where patient_id = %(id)s",
    "update task set phone = null where patient_id = %(id)s",
    "delete from thread_note where patient_id = %(id)s",
    "delete from visit where patient_id = %(id)s",
    "delete from patient where patient_id = %(id)s",
    "delete from consent_entry where patient_id = %(id)s",
    # What was said of mailboxes that were theirs alone.
    """with mine as (
           delete from mail_consent_entry where patient_id = %(id)s returning address
       ), alone as (
           select address from mine where not exists (
               select from mail_consent_entry other
               where other.address = mine.address and other.patient_id <> %(id)s)
       ), gone as (delete from unusable_address where address in (select address from alone))
       delete from mail_consent_entry
       where patient_id is null and address in (select address from alone)""",
    "delete from outbox where key = %(id)s and published_at is not null",
    "delete from dead_letter where key = convert_to(%(id)s, 'UTF8')",
)
# Of the phone, unless it is somebody else's too.
_OF_PHONE = (
    "update text set phone = null, body = null where phone = %(phone)s and kind <> all(%(staff)s)",
    "update inbound set phone = %(hash)s where phone = %(phone)s",
    "update alarm set phone = %(hash)s where phone = %(phone)s",
    "delete from consent_entry where phone = %(phone)s",
    "delete from pending_cancel where phone = %(phone)s",
    "delete from pending_choice where phone = %(phone)s",
    "delete from auto_answer where phone = %(phone)s",
    "delete from unusable_phone where phone = %(phone)s",
)


async def list_phones(conn: Connection, patient_id: str) -> list[str]:
    """All that were ever theirs here, in order."""
    cursor = await conn.execute(
        """select phone from patient where patient_id = %(id)s and phone is not null
           union select phone from consent_entry where patient_id = %(id)s
           union select phone from text
               where patient_id = %(id)s and phone is not null and not urgent
           order by 1""",
        {"id": patient_id},
    )
    return [row[0] for row in await cursor.fetchall()]


async def is_shared(conn: Connection, phone: str, patient_id: str) -> bool:
    """Whether it is another patient's too."""
    cursor = await conn.execute(
        "select from patient where phone = %s and patient_id <> %s limit 1", (phone, patient_id)
    )
    return await cursor.fetchone() is not None


async def forget_patient(conn: Connection, patient_id: str, phone_hash: str) -> None:
    await conn.execute("select set_config('meridian.erasing', 'on', true)")
    for statement in _OF_PATIENT:
        await conn.execute(statement, {"id": patient_id, "hash": phone_hash})


async def forget_phone(
    conn: Connection, phone: str, phone_hash: str, *, staff_kinds: list[str]
) -> None:
    await conn.execute("select set_config('meridian.erasing', 'on', true)")
    for statement in _OF_PHONE:
        values = {"phone": phone, "hash": phone_hash, "staff": staff_kinds}
        await conn.execute(statement, values)


async def keep_no(conn: Connection, phone_hash: str, at: datetime) -> None:
    await conn.execute(
        "insert into forgotten_no (phone_hash, at) values (%s, %s) on conflict do nothing",
        (phone_hash, at),
    )


async def take_no(conn: Connection, phone_hash: str) -> datetime | None:
    """When it was said, if it was; from now on the ledger has it again."""
    cursor = await conn.execute(
        "delete from forgotten_no where phone_hash = %s returning at", (phone_hash,)
    )
    row = await cursor.fetchone()
    return row[0] if row else None
