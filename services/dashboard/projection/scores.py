"""Complaints, check-ins and pain scores."""

from services.dashboard.projection import timeline
from services.dashboard.projection.rows import Rows, Statement
from shared.events import Received
from shared.events.checkins import CheckinMissed, CheckinPlanned, CheckinRetired, PainReported
from shared.events.intakes import IntakeRecorded

# A complaint described again keeps what was said last.
COMPLAINT = Statement(
    "complaint",
    ("complaint_id",),
    """insert into complaint (complaint_id, patient_id, code, baseline, recorded_at)
       select complaint_id, patient_id, code, baseline, recorded_at
       from json_populate_recordset(null::complaint, %s)
       on conflict (complaint_id) do update
       set code = excluded.code, baseline = excluded.baseline, recorded_at = excluded.recorded_at
       where complaint.recorded_at < excluded.recorded_at""",
)
CHECKIN_PLANNED = Statement(
    "checkin",
    ("checkin_id",),
    """insert into checkin (checkin_id, patient_id, complaint_id, kind, due_at)
       select checkin_id, patient_id, complaint_id, kind, due_at
       from json_populate_recordset(null::checkin, %s)
       on conflict (checkin_id) do update
       set complaint_id = excluded.complaint_id, kind = excluded.kind, due_at = excluded.due_at""",
)
CHECKIN_RETIRED = Statement(
    "checkin",
    ("checkin_id",),
    """insert into checkin (checkin_id, patient_id, retired)
       select checkin_id, patient_id, true from json_populate_recordset(null::checkin, %s)
       on conflict (checkin_id) do update set retired = true""",
)
CHECKIN_MISSED = Statement(
    "checkin",
    ("checkin_id",),
    """insert into checkin (checkin_id, patient_id, complaint_id, missed_at)
       select checkin_id, patient_id, complaint_id, missed_at
       from json_populate_recordset(null::checkin, %s)
       on conflict (checkin_id) do update
       set complaint_id = excluded.complaint_id, missed_at = excluded.missed_at""",
)
SCORE = Statement(
    "score",
    ("report_id",),
    """insert into score (report_id, patient_id, complaint_id, checkin_id, reply_id, score,
                          reported_at, baseline, change_points, change_percent, standing, corrects)
       select report_id, patient_id, complaint_id, checkin_id, reply_id, score, reported_at,
              baseline, change_points, change_percent, standing, corrects
       from json_populate_recordset(null::score, %s)
       on conflict do nothing""",
)


def record_intake(received: Received[IntakeRecorded]) -> Rows:
    intake = received.event
    yield COMPLAINT.row(
        complaint_id=intake.complaint_id,
        patient_id=intake.patient_id,
        code=intake.complaint,
        baseline=intake.baseline,
        recorded_at=intake.recorded_at,
    )
    yield timeline.entry(
        kind="intake",
        subject_id=f"{intake.complaint_id} {intake.recorded_at.isoformat()}",
        patient_id=intake.patient_id,
        at=intake.recorded_at,
        detail={"complaint": intake.complaint, "baseline": intake.baseline},
    )


def plan_checkin(received: Received[CheckinPlanned]) -> Rows:
    plan = received.event
    yield CHECKIN_PLANNED.row(
        checkin_id=plan.checkin_id,
        patient_id=plan.patient_id,
        complaint_id=plan.complaint_id,
        kind=plan.kind,
        due_at=plan.due_at,
    )


def retire_checkin(received: Received[CheckinRetired]) -> Rows:
    event = received.event
    yield CHECKIN_RETIRED.row(checkin_id=event.checkin_id, patient_id=event.patient_id)


def miss_checkin(received: Received[CheckinMissed]) -> Rows:
    missed = received.event
    yield CHECKIN_MISSED.row(
        checkin_id=missed.checkin_id,
        patient_id=missed.patient_id,
        complaint_id=missed.complaint_id,
        missed_at=missed.at,
    )
    yield timeline.entry(
        kind="missed",
        subject_id=missed.checkin_id,
        patient_id=missed.patient_id,
        at=missed.at,
        detail={},
    )


def report_pain(received: Received[PainReported]) -> Rows:
    report = received.event
    yield SCORE.row(
        report_id=report.report_id,
        patient_id=report.patient_id,
        complaint_id=report.complaint_id,
        checkin_id=report.checkin_id,
        reply_id=report.reply_id,
        score=report.score,
        reported_at=report.reported_at,
        baseline=report.baseline,
        change_points=report.change_points,
        change_percent=report.change_percent,
        standing=report.standing,
        corrects=report.corrects,
    )
    yield timeline.entry(
        kind="score",
        subject_id=report.report_id,
        patient_id=report.patient_id,
        at=report.reported_at,
        detail={
            "score": report.score,
            "baseline": report.baseline,
            "change_points": report.change_points,
            "standing": report.standing,
            "corrects": report.corrects is not None,
        },
    )
