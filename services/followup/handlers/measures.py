"""What the world is told of a number that was noted."""

from uuid import UUID

from services.followup.domain.outcomes import compare_scores
from services.followup.domain.peg import Peg
from services.followup.domain.questions import Ask
from services.followup.domain.reports import Report
from services.followup.store.complaints import Complaint
from shared.events.checkins import PainDaysReported, PainReported, PegScored, Standing


def pain_reported(
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


def pain_days_reported(report: Report) -> PainDaysReported:
    assert report.reading.score is not None  # noqa: S101 - the callers note numbers only
    return PainDaysReported(
        patient_id=report.patient_id,
        checkin_id=str(report.checkin_id) if report.checkin_id else None,
        complaint_id=report.complaint_id,
        days=report.reading.score,
        reported_at=report.reported_at,
    )


def peg_scored(
    peg: Peg, patient_id: str, complaint_id: str | None, checkin_id: UUID | None
) -> PegScored:
    assert peg.score is not None  # noqa: S101 - the callers note finished ones only
    return PegScored(
        patient_id=patient_id,
        checkin_id=str(checkin_id) if checkin_id else None,
        complaint_id=complaint_id,
        pain_average=peg.items[Ask.PEG_PAIN],
        enjoyment=peg.items[Ask.PEG_ENJOYMENT],
        general_activity=peg.items[Ask.PEG_ACTIVITY],
        score=float(peg.score),
        reported_at=peg.answered_at,
    )
