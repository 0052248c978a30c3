"""Patients as notify needs them: who holds which phone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from psycopg.rows import class_row

from services.notify.domain.decision import Recipient
from shared.db import Connection
from shared.events.patients import PatientSaved


@dataclass(frozen=True)
class Patient:
    patient_id: str
    version: int
    practice_id: str
    name: str
    phone: str | None
    language: str
    time_zone: str | None
    consented_categories: list[str]
    consent_given_at: datetime | None
    unlinked_phone: str | None = None  # told to be somebody else's

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else ""

    def recipient(self) -> Recipient:
        zone = ZoneInfo(self.time_zone) if self.time_zone else None
        phone = None if self.phone == self.unlinked_phone else self.phone
        return Recipient(self.patient_id, phone, zone, self.language)


async def save_newer(conn: Connection, event: PatientSaved) -> bool:
    """False when this version, or a later one, is known already."""
    consent = event.text_consent
    cursor = await conn.execute(
        """insert into patient (patient_id, version, practice_id, name, phone, language, time_zone,
                                consented_categories, consent_given_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
           on conflict (patient_id) do update set
               version = excluded.version, practice_id = excluded.practice_id,
               name = excluded.name, phone = excluded.phone, language = excluded.language,
               time_zone = excluded.time_zone,
               consented_categories = excluded.consented_categories,
               consent_given_at = excluded.consent_given_at
           where patient.version < excluded.version""",
        (
            event.patient_id,
            event.version,
            event.practice_id,
            event.name,
            event.phone,
            event.language,
            event.time_zone,
            list(consent.categories) if consent else [],
            consent.given_at if consent else None,
        ),
    )
    return cursor.rowcount == 1


async def find(conn: Connection, patient_id: str) -> Patient | None:
    async with conn.cursor(row_factory=class_row(Patient)) as cursor:
        await cursor.execute("select * from patient where patient_id = %s", (patient_id,))
        return await cursor.fetchone()


async def find_all(conn: Connection, patient_ids: Sequence[str]) -> dict[str, Patient]:
    async with conn.cursor(row_factory=class_row(Patient)) as cursor:
        await cursor.execute(
            "select * from patient where patient_id = any(%s)", (list(patient_ids),)
        )
        return {patient.patient_id: patient for patient in await cursor.fetchall()}


async def list_by_phone(conn: Connection, phone: str) -> list[Patient]:
    async with conn.cursor(row_factory=class_row(Patient)) as cursor:
        await cursor.execute(
            """select * from patient where phone = %s and unlinked_phone is distinct from phone
               order by patient_id""",
            (phone,),
        )
        return await cursor.fetchall()


async def unlink_phone(conn: Connection, phone: str) -> None:
    """No text about its holders goes there, and none from there is theirs."""
    await conn.execute("update patient set unlinked_phone = phone where phone = %s", (phone,))


async def list_sharing(conn: Connection, phones: Sequence[str]) -> dict[str, str]:
    """First name by patient, of those who are not alone on their phone."""
    cursor = await conn.execute(
        """select patient_id, first_name from (
               select patient_id, split_part(name, ' ', 1) as first_name,
                      count(*) over (partition by phone) as holders
               from patient
               where phone = any(%s) and unlinked_phone is distinct from phone) as holder
           where holders > 1""",
        (list(phones),),
    )
    return dict(await cursor.fetchall())


async def list_first_names(conn: Connection, phone: str) -> set[str]:
    """Also of those it has turned out not to belong to."""
    cursor = await conn.execute(
        "select split_part(name, ' ', 1) from patient where phone = %s", (phone,)
    )
    return {row[0] for row in await cursor.fetchall()}


async def lock_phone(conn: Connection, phone: str) -> None:
    await lock_phones(conn, [phone])


async def lock_phones(conn: Connection, phones: Collection[str]) -> None:
    """One decision at a time about one phone, until the transaction ends. Taken before any row of
    it is locked, and all at once, or two transactions could wait for each other.
    """
    await conn.execute(
        """select pg_advisory_xact_lock(hashtextextended(phone, 0)) from unnest(%s::text[]) phone""",
        (sorted(set(phones)),),
    )
