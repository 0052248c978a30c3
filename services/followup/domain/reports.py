"""What a patient said and how it was read. Never changed: a correction is a report of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.followup.domain.reading import Reading

# FIX mends what was noted within a day (S-84).
FIX_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Report:
    id: UUID
    patient_id: str
    complaint_id: str | None
    checkin_id: UUID | None
    reply_id: str
    raw_text: str
    reading: Reading
    reported_at: datetime  # the moment the score is about
    received_at: datetime
    late: bool = False
    corrects: UUID | None = None
