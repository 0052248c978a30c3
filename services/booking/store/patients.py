"""Patients, and what they agreed to."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row
from psycopg.sql import SQL

from services.booking.domain.patient import Contact
from shared.db import Connection
from shared.events.patients import TextConsent


@dataclass(frozen=True)
class PatientRow:
    key: int
    id: str
    practice_key: int
    version: int
    name: str
    phone: str
    email: str | None
    birth_date: date | None
    language: str
    time_zone: str | None
    guardian: str | None

    def having_said(self, contact: Contact, *, agreed: bool) -> "PatientRow":
        """As they are when they book as this: what was not known is added, language and guardian
        follow what is said last. A consent is a change of its own.
        """
        said = replace(
            self,
            email=contact.email if self.email is None else self.email,
            birth_date=contact.birth_date if self.birth_date is None else self.birth_date,
            language=contact.language or self.language,
            guardian=contact.guardian or self.guardian,
        )
        return replace(said, version=self.version + 1) if agreed or said != self else self


COLUMNS = SQL(
    """key, id::text, practice_key, version, name, phone, email, birth_date, language, time_zone,
       guardian"""
)


async def get_of_visit(conn: Connection, appointment_id: str) -> PatientRow:
    """Raises LookupError."""
    found = await _list(
        conn, "key = (select patient_key from appointment where id = %s)", appointment_id
    )
    if not found:
        raise LookupError("patient")
    return found[0]


async def get(conn: Connection, patient_id: str) -> PatientRow:
    """Raises LookupError."""
    found = await _list(conn, "id = %s", patient_id)
    if not found:
        raise LookupError("patient")
    return found[0]


async def list_of_phone(conn: Connection, practice_key: int, phone: str) -> list[PatientRow]:
    return await _list(conn, "practice_key = %s and phone = %s order by key", practice_key, phone)


async def touch(conn: Connection, key: int, at: datetime) -> PatientRow:
    """A new version, with nothing else changed."""
    await conn.execute(
        "update patient set version = version + 1, updated_at = %s where key = %s", (at, key)
    )
    [patient] = await _list(conn, "key = %s", key)
    return patient


async def _list(conn: Connection, condition: LiteralString, *values: object) -> list[PatientRow]:
    async with conn.cursor(row_factory=class_row(PatientRow)) as cursor:
        await cursor.execute(
            SQL("select {} from patient where ").format(COLUMNS) + SQL(condition), values
        )
        return await cursor.fetchall()


async def find_same(conn: Connection, practice_key: int, contact: Contact) -> PatientRow | None:
    """As the booking statement recognises a patient."""
    async with conn.cursor(row_factory=class_row(PatientRow)) as cursor:
        await cursor.execute(
            SQL("select {} from patient ").format(COLUMNS)
            + SQL(
                """where practice_key = %(practice_key)s and phone = %(phone)s
                  and folded_name = %(folded_name)s
                  and (%(birth_date)s::date is null or birth_date is null
                       or birth_date = %(birth_date)s)
                order by birth_date is null, key limit 1"""
            ),
            _values(contact, practice_key),
        )
        return await cursor.fetchone()


async def add(
    conn: Connection, patient_id: UUID, practice_key: int, contact: Contact, at: datetime
) -> None:
    """Unless there is one by now."""
    await conn.execute(
        """insert into patient (id, practice_key, name, folded_name, phone, email, birth_date,
                                language, time_zone, guardian, created_at, updated_at)
           values (%(id)s, %(practice_key)s, %(name)s, %(folded_name)s, %(phone)s, %(email)s,
                   %(birth_date)s, coalesce(%(language)s, 'en'), %(time_zone)s, %(guardian)s,
                   %(at)s, %(at)s)
           on conflict do nothing""",
        {**_values(contact, practice_key), "id": patient_id, "at": at},
    )


async def add_consent(conn: Connection, patient: PatientRow, consent: TextConsent) -> PatientRow:
    """The patient as they are then."""
    await conn.execute(
        """insert into text_consent
             (patient_key, given_at, wording, wording_version, source, categories)
           values (%s, %s, %s, %s, %s, %s)""",
        (
            patient.key,
            consent.given_at,
            consent.wording,
            consent.wording_version,
            consent.source,
            list(consent.categories),
        ),
    )
    cursor = await conn.execute(
        "update patient set version = version + 1, updated_at = %s where key = %s returning version",
        (consent.given_at, patient.key),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - consents reference patients
    return replace(patient, version=row[0])


def _values(contact: Contact, practice_key: int) -> dict[str, object]:
    return {**vars(contact), "folded_name": contact.folded_name, "practice_key": practice_key}


async def exists(conn: Connection, patient_id: str) -> bool:
    """And is not forgotten."""
    cursor = await conn.execute(
        "select from patient where id = %s and erased_at is null", (patient_id,)
    )
    return await cursor.fetchone() is not None


async def get_contact(conn: Connection, patient_id: str) -> Contact:
    """Raises LookupError."""
    async with conn.cursor(row_factory=class_row(Contact)) as cursor:
        await cursor.execute(
            """select name, phone, email, birth_date, language, time_zone, guardian
               from patient
               where id = %s""",
            (patient_id,),
        )
        found = await cursor.fetchone()
    if found is None:
        raise LookupError("patient")
    return found


async def find_consent(conn: Connection, patient_key: int) -> TextConsent | None:
    """The latest."""
    async with conn.cursor(row_factory=class_row(TextConsent)) as cursor:
        await cursor.execute(
            """select given_at, wording, wording_version, source, categories from text_consent
               where patient_key = %s order by key desc limit 1""",
            (patient_key,),
        )
        return await cursor.fetchone()
