"""Answers to check-ins that are not one pain number."""

from services.dashboard.projection import timeline
from shared.db import Connection
from shared.events import Received
from shared.events.checkins import (
    PainDaysReported,
    PainRangeKept,
    PegScored,
    ReactionReported,
)

# Among the reasons why an answer waits for a person.
UNCLEAR_REACTION = "reaction"


async def keep_range(conn: Connection, received: Received[PainRangeKept]) -> None:
    kept = received.event
    await conn.execute(
        """insert into pain_range (report_id, patient_id, complaint_id, low, high, reported_at)
           values (%s, %s, %s, %s, %s, %s) on conflict do nothing""",
        (
            kept.report_id,
            kept.patient_id,
            kept.complaint_id,
            kept.low,
            kept.high,
            kept.reported_at,
        ),
    )
    await timeline.put(
        conn,
        kind="range",
        subject_id=kept.report_id,
        patient_id=kept.patient_id,
        at=kept.reported_at,
        detail={"low": kept.low, "high": kept.high},
    )


async def score_peg(conn: Connection, received: Received[PegScored]) -> None:
    """One told to staff belongs to no check-in, so the event's own id is what it is known by."""
    peg = received.event
    await conn.execute(
        """insert into peg (event_id, patient_id, complaint_id, pain_average, enjoyment,
                            general_activity, score, reported_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing""",
        (
            received.id,
            peg.patient_id,
            peg.complaint_id,
            peg.pain_average,
            peg.enjoyment,
            peg.general_activity,
            peg.score,
            peg.reported_at,
        ),
    )
    await timeline.put(
        conn,
        kind="peg",
        subject_id=str(received.id),
        patient_id=peg.patient_id,
        at=peg.reported_at,
        detail={
            "score": peg.score,
            "pain_average": peg.pain_average,
            "enjoyment": peg.enjoyment,
            "general_activity": peg.general_activity,
        },
    )


async def report_pain_days(conn: Connection, received: Received[PainDaysReported]) -> None:
    """Those told at the booking belong to no check-in."""
    report = received.event
    answer_id = report.checkin_id or str(received.id)
    await conn.execute(
        """insert into pain_days (answer_id, patient_id, complaint_id, days, reported_at)
           values (%s, %s, %s, %s, %s)
           on conflict (answer_id) do update
           set days = excluded.days, reported_at = excluded.reported_at
           where pain_days.reported_at < excluded.reported_at""",
        (
            answer_id,
            report.patient_id,
            report.complaint_id,
            report.days,
            report.reported_at,
        ),
    )
    await timeline.put(
        conn,
        kind="pain_days",
        subject_id=answer_id,
        patient_id=report.patient_id,
        at=report.reported_at,
        detail={"days": report.days},
    )


async def report_reaction(conn: Connection, received: Received[ReactionReported]) -> None:
    reaction = received.event
    if reaction.unclear:
        await conn.execute(
            """insert into unclear_answer (reply_id, patient_id, reason, asked_again)
               values (%s, %s, %s, false) on conflict do nothing""",
            (reaction.reply_id, reaction.patient_id, UNCLEAR_REACTION),
        )
    await timeline.put(
        conn,
        kind="reaction",
        subject_id=reaction.reaction_id,
        patient_id=reaction.patient_id,
        at=reaction.reported_at,
        detail={
            "grade": reaction.grade,
            "signs": list(reaction.signs),
            "unclear": reaction.unclear,
        },
    )
