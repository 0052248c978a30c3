"""Patients, and what they agreed to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

from psycopg.rows import class_row
from psycopg.sql import SQL

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


async def find_consent(conn: Connection, patient_key: int) -> TextConsent | None:
    """The latest."""
    async with conn.cursor(row_factory=class_row(TextConsent)) as cursor:
        await cursor.execute(
            """select given_at, wording, wording_version, source, categories from text_consent
               where patient_key = %s order by key desc limit 1""",
            (patient_key,),
        )
        return await cursor.fetchone()
