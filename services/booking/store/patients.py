"""Patients, and what they agreed to."""

from dataclasses import dataclass
from datetime import date

from psycopg.rows import class_row

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


async def find_consent(conn: Connection, patient_key: int) -> TextConsent | None:
    """The latest."""
    async with conn.cursor(row_factory=class_row(TextConsent)) as cursor:
        await cursor.execute(
            """select given_at, wording, wording_version, source, categories from text_consent
               where patient_key = %s order by key desc limit 1""",
            (patient_key,),
        )
        return await cursor.fetchone()
