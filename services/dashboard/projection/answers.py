"""Answers to check-ins that are not one pain number."""

from services.dashboard.projection import timeline
from services.dashboard.projection.rows import Rows, Statement
from services.dashboard.projection.texts import UNCLEAR
from shared.events import Received
from shared.events.checkins import (
    PainDaysReported,
    PainRangeKept,
    PegScored,
    ReactionReported,
)

# Among the reasons why an answer waits for a person.
UNCLEAR_REACTION = "reaction"

RANGE = Statement(
    "pain_range",
    ("report_id",),
    """insert into pain_range (report_id, patient_id, complaint_id, low, high, reported_at)
       select report_id, patient_id, complaint_id, low, high, reported_at
       from json_populate_recordset(null::pain_range, %s)
       on conflict do nothing""",
)
PEG = Statement(
    "peg",
    ("event_id",),
    """insert into peg (event_id, patient_id, complaint_id, pain_average, enjoyment,
                        general_activity, score, reported_at)
       select event_id, patient_id, complaint_id, pain_average, enjoyment, general_activity,
              score, reported_at
       from json_populate_recordset(null::peg, %s)
       on conflict do nothing""",
)
PAIN_DAYS = Statement(
    "pain_days",
    ("answer_id",),
    """insert into pain_days (answer_id, patient_id, complaint_id, days, reported_at)
       select answer_id, patient_id, complaint_id, days, reported_at
       from json_populate_recordset(null::pain_days, %s)
       on conflict (answer_id) do update
       set days = excluded.days, reported_at = excluded.reported_at
       where pain_days.reported_at < excluded.reported_at""",
)


def keep_range(received: Received[PainRangeKept]) -> Rows:
    kept = received.event
    yield RANGE.row(
        report_id=kept.report_id,
        patient_id=kept.patient_id,
        complaint_id=kept.complaint_id,
        low=kept.low,
        high=kept.high,
        reported_at=kept.reported_at,
    )
    yield timeline.entry(
        kind="range",
        subject_id=kept.report_id,
        patient_id=kept.patient_id,
        at=kept.reported_at,
        detail={"low": kept.low, "high": kept.high},
    )


def score_peg(received: Received[PegScored]) -> Rows:
    """One told to staff belongs to no check-in, so the event's own id is what it is known by."""
    peg = received.event
    yield PEG.row(
        event_id=received.id,
        patient_id=peg.patient_id,
        complaint_id=peg.complaint_id,
        pain_average=peg.pain_average,
        enjoyment=peg.enjoyment,
        general_activity=peg.general_activity,
        score=peg.score,
        reported_at=peg.reported_at,
    )
    yield timeline.entry(
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


def report_pain_days(received: Received[PainDaysReported]) -> Rows:
    """Those told at the booking belong to no check-in."""
    report = received.event
    answer_id = report.checkin_id or str(received.id)
    yield PAIN_DAYS.row(
        answer_id=answer_id,
        patient_id=report.patient_id,
        complaint_id=report.complaint_id,
        days=report.days,
        reported_at=report.reported_at,
    )
    yield timeline.entry(
        kind="pain_days",
        subject_id=answer_id,
        patient_id=report.patient_id,
        at=report.reported_at,
        detail={"days": report.days},
    )


def report_reaction(received: Received[ReactionReported]) -> Rows:
    reaction = received.event
    if reaction.unclear:
        yield UNCLEAR.row(
            reply_id=reaction.reply_id,
            patient_id=reaction.patient_id,
            reason=UNCLEAR_REACTION,
            asked_again=False,
        )
    yield timeline.entry(
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
