"""What a patient said and how it was read. Never changed: a correction is a report of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.followup.domain.questions import Ask
from services.followup.domain.reading import ReactionReading, Reading

# FIX mends what was noted within a day (S-84).
FIX_WITHIN = timedelta(hours=24)
# In the place of the reader's version, where nothing was read.
TOLD_TO_STAFF, FILLED_IN = "staff", "form"


class Source(StrEnum):
    CHECKIN = "checkin"
    PATIENT = "patient"  # told without being asked
    PHONE = "phone"  # told to a member of staff
    INTAKE = "intake"  # filled in before the first visit


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
    ask: Ask = Ask.SCORE
    source: Source = Source.CHECKIN


@dataclass(frozen=True)
class Reaction:
    """What a patient noticed after a treatment."""

    id: UUID
    patient_id: str
    checkin_id: UUID
    reply_id: str
    raw_text: str
    reading: ReactionReading
    reported_at: datetime
