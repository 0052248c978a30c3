"""What a patient tells a member of staff: the PEG at the first visit, before the needles."""

from datetime import datetime

from services.followup.domain.peg import Peg
from services.followup.domain.questions import Ask
from services.followup.domain.reading import Reading, ReadingKind
from services.followup.domain.reports import TOLD_TO_STAFF, Report, Source
from services.followup.handlers.measures import peg_scored
from services.followup.store import complaints, patients, reports
from shared import outbox
from shared.db import Connection
from shared.ids import new_id


class NoSuchComplaintError(LookupError):
    """The patient has no such complaint."""


async def record_told_peg(conn: Connection, patient_id: str, complaint_id: str, peg: Peg) -> None:
    """Raises NoSuchComplaintError."""
    await patients.lock(conn, patient_id)
    complaint = await complaints.find(conn, complaint_id)
    if complaint is None or complaint.patient_id != patient_id:
        raise NoSuchComplaintError
    occasion = new_id()
    for ask, answer in peg.items.items():
        told = f"told:{occasion}:{ask}"
        await reports.add(
            conn, _report(patient_id, complaint_id, told, ask, answer, peg.answered_at)
        )
    scored = peg_scored(peg, patient_id, complaint_id, None)
    await outbox.add(conn, scored, at=peg.answered_at)


def _report(
    patient_id: str, complaint_id: str, told: str, ask: Ask, answer: int, at: datetime
) -> Report:
    return Report(
        id=new_id(),
        patient_id=patient_id,
        complaint_id=complaint_id,
        checkin_id=None,
        reply_id=told,
        raw_text="",
        reading=Reading(ReadingKind.SCORE, answer, answer, reader_version=TOLD_TO_STAFF),
        reported_at=at,
        received_at=at,
        ask=ask,
        source=Source.PHONE,
    )
