"""Complaints, check-ins and pain scores."""

from services.dashboard.projection import timeline
from shared.db import Connection
from shared.events import Received
from shared.events.checkins import CheckinMissed, CheckinPlanned, CheckinRetired, PainReported
from shared.events.intakes import IntakeRecorded


async def record_intake(conn: Connection, received: Received[IntakeRecorded]) -> None:
    """A complaint described again keeps what was said last."""
    intake = received.event
    await conn.execute(
        """insert into complaint (complaint_id, patient_id, code, baseline, recorded_at)
           values (%s, %s, %s, %s, %s)
           on conflict (complaint_id) do update
           set code = excluded.code, baseline = excluded.baseline,
               recorded_at = excluded.recorded_at
           where complaint.recorded_at < excluded.recorded_at""",
        (
            intake.complaint_id,
            intake.patient_id,
            intake.complaint,
            intake.baseline,
            intake.recorded_at,
        ),
    )
    await timeline.put(
        conn,
        kind="intake",
        subject_id=f"{intake.complaint_id} {intake.recorded_at.isoformat()}",
        patient_id=intake.patient_id,
        at=intake.recorded_at,
        detail={"complaint": intake.complaint, "baseline": intake.baseline},
    )


async def plan_checkin(conn: Connection, received: Received[CheckinPlanned]) -> None:
    plan = received.event
    await conn.execute(
        """insert into checkin (checkin_id, patient_id, complaint_id, kind, due_at)
           values (%s, %s, %s, %s, %s)
           on conflict (checkin_id) do update
           set complaint_id = excluded.complaint_id, kind = excluded.kind,
               due_at = excluded.due_at""",
        (plan.checkin_id, plan.patient_id, plan.complaint_id, plan.kind, plan.due_at),
    )


async def retire_checkin(conn: Connection, received: Received[CheckinRetired]) -> None:
    await conn.execute(
        """insert into checkin (checkin_id, patient_id, retired) values (%s, %s, true)
           on conflict (checkin_id) do update set retired = true""",
        (received.event.checkin_id, received.event.patient_id),
    )


async def miss_checkin(conn: Connection, received: Received[CheckinMissed]) -> None:
    missed = received.event
    await conn.execute(
        """insert into checkin (checkin_id, patient_id, complaint_id, missed_at)
           values (%s, %s, %s, %s)
           on conflict (checkin_id) do update
           set complaint_id = excluded.complaint_id, missed_at = excluded.missed_at""",
        (missed.checkin_id, missed.patient_id, missed.complaint_id, missed.at),
    )
    await timeline.put(
        conn,
        kind="missed",
        subject_id=missed.checkin_id,
        patient_id=missed.patient_id,
        at=missed.at,
        detail={},
    )


async def report_pain(conn: Connection, received: Received[PainReported]) -> None:
    report = received.event
    await conn.execute(
        """insert into score (report_id, patient_id, complaint_id, checkin_id, reply_id, score,
                              reported_at, baseline, change_points, change_percent, standing,
                              corrects)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing""",
        (
            report.report_id,
            report.patient_id,
            report.complaint_id,
            report.checkin_id,
            report.reply_id,
            report.score,
            report.reported_at,
            report.baseline,
            report.change_points,
            report.change_percent,
            report.standing,
            report.corrects,
        ),
    )
    await timeline.put(
        conn,
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
