"""Follows who the patients are and what they come for."""

from dataclasses import replace
from datetime import datetime

from services.followup.domain.course import is_same_complaint
from services.followup.domain.peg import Peg
from services.followup.domain.questions import Ask
from services.followup.domain.reading import Reading, ReadingKind
from services.followup.domain.reports import FILLED_IN, Report, Source
from services.followup.handlers.measures import pain_days_reported, peg_scored
from services.followup.handlers.visits import replan
from services.followup.store import complaints, patients, reports, visits
from services.followup.store.complaints import Complaint
from shared import outbox
from shared.db import Connection
from shared.events import Received
from shared.events.intakes import IntakeRecorded
from shared.events.patients import PatientSaved
from shared.ids import new_id


async def save_patient(conn: Connection, received: Received[PatientSaved]) -> None:
    patient = received.event
    await patients.save(
        conn,
        patient.patient_id,
        version=patient.version,
        language=patient.language,
        time_zone=patient.time_zone,
    )


async def record_complaint(
    conn: Connection, received: Received[IntakeRecorded], now: datetime
) -> None:
    """With the PEG and the days with pain, where the patient gave them before the first visit."""
    intake = received.event
    if not await patients.add_locked(conn, intake.patient_id):
        return
    complaint = await _same_or_new(conn, intake)
    await complaints.save(conn, complaint)
    intake = intake.model_copy(update={"complaint_id": complaint.complaint_id})
    await _keep_peg(conn, intake, now)
    await _keep_pain_days(conn, intake, now)
    # What it is about may change how a treatment that was heard of first is followed.
    await replan(conn, intake.patient_id, intake.appointment_id or "", now)


async def _same_or_new(conn: Connection, intake: IntakeRecorded) -> Complaint:
    """Booking asks with every visit; what is described again is the same line of scores."""
    described = _complaint(intake)
    known = await complaints.find_of_code(conn, intake.patient_id, intake.complaint)
    treated = await visits.list_treated(conn, intake.patient_id)
    moments = [visit.treated_at for visit in treated]
    if known and is_same_complaint(known.recorded_at, moments, described.recorded_at):
        return replace(described, complaint_id=known.complaint_id)
    return described


async def _keep_peg(conn: Connection, intake: IntakeRecorded, now: datetime) -> None:
    """The first that was given is where the line begins."""
    if intake.peg is None or await reports.has_reply(conn, _said(intake, Ask.PEG_PAIN)):
        return
    peg = Peg(
        {
            Ask.PEG_PAIN: intake.peg.pain_average,
            Ask.PEG_ENJOYMENT: intake.peg.enjoyment,
            Ask.PEG_ACTIVITY: intake.peg.general_activity,
        },
        intake.recorded_at,
    )
    for ask, answer in peg.items.items():
        await reports.add(conn, _report(intake, ask, answer))
    scored = peg_scored(peg, intake.patient_id, intake.complaint_id, None)
    await outbox.add(conn, scored, at=now)


async def _keep_pain_days(conn: Connection, intake: IntakeRecorded, now: datetime) -> None:
    if intake.pain_days is None or await reports.has_reply(conn, _said(intake, Ask.PAIN_DAYS)):
        return
    report = _report(intake, Ask.PAIN_DAYS, intake.pain_days)
    await reports.add(conn, report)
    await outbox.add(conn, pain_days_reported(report), at=now)


def _complaint(intake: IntakeRecorded) -> Complaint:
    return Complaint(
        complaint_id=intake.complaint_id,
        patient_id=intake.patient_id,
        code=intake.complaint,
        baseline=intake.baseline,
        recorded_at=intake.recorded_at,
        since=intake.since,
        onset=intake.onset,
        cause=intake.cause,
        areas=list(intake.areas),
        appointment_ids=[intake.appointment_id] if intake.appointment_id else [],
    )


def _report(intake: IntakeRecorded, ask: Ask, answer: int) -> Report:
    return Report(
        id=new_id(),
        patient_id=intake.patient_id,
        complaint_id=intake.complaint_id,
        checkin_id=None,
        reply_id=_said(intake, ask),
        raw_text="",
        reading=Reading(ReadingKind.SCORE, answer, answer, reader_version=FILLED_IN),
        reported_at=intake.recorded_at,
        received_at=intake.recorded_at,
        ask=ask,
        source=Source.INTAKE,
    )


def _said(intake: IntakeRecorded, ask: Ask) -> str:
    return f"intake:{intake.complaint_id}:{ask}"
