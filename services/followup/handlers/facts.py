"""What the world is told of a check-in that changed, and what is asked of notify."""

from datetime import datetime, timedelta

from services.followup.domain.checkins import Checkin, State
from shared.events import Event
from shared.events.checkins import CheckinMissed, CheckinPlanned, CheckinRetired
from shared.events.outreach import Answer, Category, TextRequested, TextWithdrawn

# An answer to a patient's own text is of no use when they have put the phone away.
ANSWER_WITHIN = timedelta(hours=1)


def facts_of(checkin: Checkin, now: datetime) -> list[Event]:
    """For a check-in that has just come into its state."""
    match checkin.state:
        case State.PLANNED:
            return [_planned(checkin)]
        case State.ASKED:
            return [_question(checkin, now)]
        case State.MISSED:
            return [_missed(checkin, now), *_withdrawn(checkin)]
        case State.RETIRED:
            return [_retired(checkin), *_withdrawn(checkin)]
        case State.ANSWERED:  # told by the report
            return []


def answer_text(
    patient_id: str, reply_id: str, kind: str, values: dict[str, str], now: datetime
) -> TextRequested:
    """A text back to the patient's own of a moment ago."""
    return TextRequested(
        patient_id=patient_id,
        request_id=f"{kind}:{reply_id}",
        kind=kind,
        category=Category.CHECKIN,
        values=values,
        expects=None,  # the question it is about stays as it is
        not_before=now,
        not_after=now + ANSWER_WITHIN,
        in_reply_to=reply_id,
    )


def _planned(checkin: Checkin) -> CheckinPlanned:
    return CheckinPlanned(
        patient_id=checkin.patient_id,
        checkin_id=str(checkin.id),
        appointment_id=checkin.appointment_id,
        complaint_id=checkin.complaint_id,
        kind=checkin.kind,
        due_at=checkin.due_at,
    )


def _question(checkin: Checkin, now: datetime) -> TextRequested:
    return TextRequested(
        patient_id=checkin.patient_id,
        request_id=checkin.request_id,
        kind="checkin_score",
        category=Category.CHECKIN,
        values={},
        expects=Answer.SCORE,
        not_before=now,
        not_after=checkin.expires_at,
        appointment_id=checkin.appointment_id,
    )


def _missed(checkin: Checkin, now: datetime) -> CheckinMissed:
    return CheckinMissed(
        patient_id=checkin.patient_id,
        checkin_id=str(checkin.id),
        complaint_id=checkin.complaint_id,
        at=now,
    )


def _retired(checkin: Checkin) -> CheckinRetired:
    return CheckinRetired(
        patient_id=checkin.patient_id, checkin_id=str(checkin.id), reason=checkin.reason or ""
    )


def _withdrawn(checkin: Checkin) -> list[TextWithdrawn]:
    if checkin.asked_at is None:
        return []
    return [
        TextWithdrawn(
            patient_id=checkin.patient_id,
            request_id=checkin.request_id,
            reason=checkin.reason or "",
        )
    ]
