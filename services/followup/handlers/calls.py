"""Patients who did not answer are telephoned, and what they say counts like an answer."""

from datetime import datetime
from uuid import UUID

from services.followup.domain.alerts import Signature
from services.followup.domain.questions import Ask
from services.followup.domain.reading import Reading, ReadingKind
from services.followup.domain.reports import TOLD_TO_STAFF, Report, Source
from services.followup.handlers.answers import record_score
from services.followup.handlers.facts import withdrawn
from services.followup.store import calls, checkins, patients
from services.followup.store.calls import Call
from shared import outbox
from shared.auth import Staff
from shared.db import Connection
from shared.ids import new_id


class NoSuchCallError(LookupError):
    """There is no such call waiting."""


async def finish_call(
    conn: Connection,
    call_id: UUID,
    staff: Staff,
    outcome: str,
    score: int | None,
    now: datetime,
) -> None:
    """Raises NoSuchCallError."""
    call = await calls.find_waiting(conn, call_id)
    if call is None:
        raise NoSuchCallError
    # The patient is always held first; a reply that has just come may have settled the call.
    await patients.lock(conn, call.patient_id)
    if await calls.find_waiting(conn, call_id) is None:
        raise NoSuchCallError
    await calls.finish(conn, call_id, Signature(staff.id, staff.name, now), outcome)
    if score is not None:
        await record_score(conn, await _report(conn, call, score, now), None, now)
        await _close_open_question(conn, call.patient_id, now)


async def _close_open_question(conn: Connection, patient_id: str, now: datetime) -> None:
    """Who has just told their score is not asked for it again, nor called about it."""
    asked = await checkins.find_asked(conn, patient_id)
    if asked is None or asked.asking is not Ask.SCORE:
        return
    await checkins.save(conn, [asked.finish(now)])
    await outbox.add(conn, *withdrawn(asked, "told_by_phone"), at=now)


async def _report(conn: Connection, call: Call, score: int, now: datetime) -> Report:
    checkin = await checkins.find(conn, call.patient_id, call.checkin_id)
    return Report(
        id=new_id(),
        patient_id=call.patient_id,
        complaint_id=checkin.complaint_id if checkin else None,
        checkin_id=call.checkin_id,
        reply_id=f"call:{call.id}",
        raw_text="",
        reading=Reading(ReadingKind.SCORE, score, score, reader_version=TOLD_TO_STAFF),
        reported_at=now,
        received_at=now,
        late=True,
        source=Source.PHONE,
    )
