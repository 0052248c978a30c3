"""Brings together what the rules need, and what they find."""

from dataclasses import replace
from datetime import datetime

from services.followup.domain.alerts import Finding
from services.followup.domain.checkins import Checkin, State
from services.followup.domain.reading import read_reaction
from services.followup.domain.reports import Report
from services.followup.domain.rules import (
    AFTER_NEEDLING,
    BAD_SCORE_HOLDS,
    Background,
    judge_help,
    judge_score,
    judge_silence,
    judge_words,
)
from services.followup.handlers.findings import record_findings
from services.followup.handlers.series import find_line
from services.followup.store import checkins, patients, reports, visits
from shared.db import Connection
from shared.events import Received
from shared.events.alerts import Grade
from shared.events.replies import RedFlagSeen, ReplyReceived

# Of a sign that notify saw. Whatever else it may be called is the highest.
LESSER = {grade.value: grade for grade in (Grade.ORANGE, Grade.YELLOW)}


async def judge_report(conn: Connection, report: Report, now: datetime) -> list[Finding]:
    """A score or a range, and the words beside it. Recorded, and returned."""
    highest = report.reading.high
    background = await _background(conn, report)
    found = judge_score(highest, report.reported_at, background) if highest is not None else []
    if words := judge_words(read_reaction(report.reading.words)):
        found.append(words)
    findings = [replace(f, report_id=report.id, reply_id=report.reply_id) for f in found]
    await record_findings(conn, report.patient_id, findings, now)
    return findings


async def judge_help_text(conn: Connection, reply: ReplyReceived, now: datetime) -> None:
    asked = await checkins.find_asked(conn, reply.patient_id)
    treated_at, needled_at = await visits.find_last_treated(
        conn, reply.patient_id, reply.received_at
    )
    finding = judge_help(
        reply.received_at,
        question_open=asked is not None,
        background=Background(treated_at, needled_at),
    )
    if finding:
        found = replace(finding, reply_id=reply.reply_id)
        await record_findings(conn, reply.patient_id, [found], now)


async def judge_silences(conn: Connection, missed: list[Checkin], now: datetime) -> None:
    """Of questions that reached the patient and were not answered at all."""
    for checkin in missed:
        if checkin.state is not State.MISSED or checkin.sent_at is None:
            continue
        last = await reports.find_last_score(conn, checkin.patient_id, now - BAD_SCORE_HOLDS)
        finding = judge_silence(
            last.reading.score if last else None, last.reported_at if last else None, now
        )
        if finding:
            await record_findings(conn, checkin.patient_id, [finding], now)


async def open_red_flag_case(
    conn: Connection, received: Received[RedFlagSeen], now: datetime
) -> None:
    """notify has answered the patient already; this is the case (S-114, S-119)."""
    seen = received.event
    finding = Finding(
        "crisis" if seen.grade == "crisis" else "red_flag",
        LESSER.get(seen.grade, Grade.RED),
        reply_id=seen.reply_id,
        signs=seen.signs,
        call_now=not seen.can_be_texted,
    )
    if await patients.add_locked(conn, seen.patient_id):
        await record_findings(conn, seen.patient_id, [finding], now)


async def _background(conn: Connection, report: Report) -> Background:
    treated_at, needled_at = await visits.find_last_treated(
        conn, report.patient_id, report.reported_at
    )
    before = await _list_before(conn, report, treated_at)
    return Background(treated_at, needled_at, min(before, default=None))


async def _list_before(conn: Connection, report: Report, treated_at: datetime | None) -> list[int]:
    """Before the last treatment and before the needles of the last 72 hours: a class or more
    needles since then do not hide a rise (S-117).
    """
    at, patient_id = report.reported_at, report.patient_id
    line = await find_line(conn, patient_id, report.complaint_id)
    baseline = next((c.baseline for c in line if c.baseline is not None), None)
    needled = await visits.list_needled_at(conn, patient_id, at - AFTER_NEEDLING, at)
    visited = {treated_at, *needled} if treated_at else set()
    scores = [] if visited else [baseline]
    for visit_at in visited:
        ids = [complaint.complaint_id for complaint in line]
        last = await reports.find_last_before(conn, patient_id, ids, visit_at)
        scores.append(last.reading.score if last else baseline)
    return [score for score in scores if score is not None]
