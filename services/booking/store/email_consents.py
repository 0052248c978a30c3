"""Addresses that were given for e-mails about visits."""

from psycopg.rows import class_row

from services.booking.store.patients import PatientRow
from shared.db import Connection
from shared.events.patients import EmailConsent


async def find_latest(conn: Connection, patient: PatientRow) -> EmailConsent | None:
    if patient.email is None:
        return None
    async with conn.cursor(row_factory=class_row(EmailConsent)) as cursor:
        await cursor.execute(
            """select address, given_at, wording, wording_version, source from email_consent
               where patient_key = %s order by key desc limit 1""",
            (patient.key,),
        )
        return await cursor.fetchone()
