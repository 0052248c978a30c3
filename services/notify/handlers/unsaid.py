"""What a patient was not told while they had not agreed to texts, or their phone was not proven."""

from datetime import datetime

from services.notify.handlers.record_text import plan
from services.notify.handlers.visit_texts import about_visit
from services.notify.store import visits
from shared.db import Connection

# Tells this confirmation from the one that was retired for want of consent.
LEAD = "agreed"


async def confirm_untold(
    conn: Connection, patient_id: str, agreed_at: datetime, heard_at: datetime, now: datetime
) -> None:
    """Of visits booked since the patient agreed. At `heard_at` they did what this answers: they
    typed the code that proves their phone.
    """
    for visit in await visits.list_untold(conn, patient_id, agreed_at, now):
        text = about_visit(
            patient_id,
            visit,
            "confirmation",
            now,
            due_at=now,
            expires_at=visit.starts_at,
            lead=LEAD,
            answers_at=heard_at,
        )
        await plan(conn, text, "consent_came", now)
