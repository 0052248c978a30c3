"""What follows from a reading: a score is noted, doubt is asked back once, a bad one is a case."""

from dataclasses import replace
from datetime import datetime

from services.followup.domain.checkins import Checkin
from services.followup.domain.outcomes import compare_scores
from services.followup.domain.reading import ReadingKind
from services.followup.domain.reports import Report
from services.followup.handlers.alerts import open_alerts
from services.followup.handlers.facts import answer_text
from services.followup.store import checkins, complaints, reports
from services.followup.store.complaints import Complaint
from shared import outbox
from shared.db import Connection
from shared.events.checkins import AnswerUnclear, PainReported, Standing


async def note_score(
    conn: Connection, report: Report, *, request_id: str | None, now: datetime
) -> None:
    """`request_id` is the question that this closes."""
    complaint = await _find_complaint(conn, report)
    report = replace(report, complaint_id=complaint.complaint_id if complaint else None)
    await reports.add(conn, report)
    score = {"score": str(report.reading.score)}
    await outbox.add(
        conn,
        _pain_reported(report, complaint, request_id),
        *await open_alerts(conn, report, now),
        answer_text(report.patient_id, report.reply_id, "score_noted", score, now),
        at=now,
    )


async def ask_back_once(conn: Connection, checkin: Checkin, report: Report, now: datetime) -> None:
    """The question stays open. What is no answer is for staff and is not asked back (S-80); nor
    is a second unreadable one (S-85).
    """
    await reports.add(conn, report)
    answers = report.reading.kind is not ReadingKind.NOT_AN_ANSWER
    asked_again = answers and checkin.clarified_at is None
    unclear = AnswerUnclear(
        patient_id=report.patient_id,
        checkin_id=str(checkin.id),
        reply_id=report.reply_id,
        reason=report.reading.reason or "",
        asked_again=asked_again,
    )
    await outbox.add(conn, unclear, *await open_alerts(conn, report, now), at=now)
    if asked_again:
        await checkins.save(conn, [checkin.clarify(now)])
        text = answer_text(report.patient_id, report.reply_id, "score_clarify", {}, now)
        await outbox.add(conn, text, at=now)


async def _find_complaint(conn: Connection, report: Report) -> Complaint | None:
    """The check-in's own; if it was planned before the intake arrived, the patient's."""
    return await complaints.find(conn, report.complaint_id) or await complaints.find_latest(
        conn, report.patient_id
    )


def _pain_reported(
    report: Report, complaint: Complaint | None, request_id: str | None
) -> PainReported:
    score = report.reading.score
    assert score is not None  # noqa: S101 - the callers note scores only
    baseline = complaint.baseline if complaint else None
    change = compare_scores(baseline, score)
    return PainReported(
        patient_id=report.patient_id,
        report_id=str(report.id),
        complaint_id=report.complaint_id,
        checkin_id=str(report.checkin_id) if report.checkin_id else None,
        reply_id=report.reply_id,
        request_id=request_id,
        score=score,
        reported_at=report.reported_at,
        baseline=baseline,
        change_points=int(change.points) if change else None,
        change_percent=change.percent_shown if change else None,
        standing=change.standing if change else Standing.NO_BASELINE,
        reader_version=report.reading.reader_version,
        late=report.late,
        corrects=str(report.corrects) if report.corrects else None,
    )
