"""What the world is told of a check-in that changed, and what is asked of notify."""

from datetime import datetime, timedelta

from services.followup.domain.checkins import Checkin, State
from services.followup.domain.questions import WORDINGS, Ask, nudge_id_of
from shared.events import Event
from shared.events.alerts import Grade
from shared.events.checkins import CheckinMissed, CheckinPlanned, CheckinRetired
from shared.events.outreach import Answer, Category, TextRequested, TextWithdrawn

# An answer to a patient's own text is of no use when they have put the phone away.
ANSWER_WITHIN = timedelta(hours=1)


def facts_of(checkin: Checkin, now: datetime) -> list[Event]:
    """For a check-in that has just come into its state by time or by a visit."""
    match checkin.state:
        case State.PLANNED:
            return [_planned(checkin)]
        case State.ASKED if checkin.nudged_at == now:
            return [_nudge(checkin, now)]
        case State.ASKED:
            return [_question(checkin, now)]
        case State.MISSED:
            return [_missed(checkin, now), *withdrawn(checkin)]
        case State.PARTIAL:
            gap = [] if checkin.asks[0] is Ask.SCORE else [_missed(checkin, now)]
            return [*gap, *withdrawn(checkin)]
        case State.RETIRED:
            return [_retired(checkin), *withdrawn(checkin)]
        case State.ANSWERED:  # a range that stands: told by its report
            return [*withdrawn(checkin)]


def next_question(
    checkin: Checkin, reply_id: str, values: dict[str, str], now: datetime
) -> TextRequested:
    """The next of a sequence, sent as an answer to the last."""
    wording = WORDINGS[checkin.asking]
    return TextRequested(
        patient_id=checkin.patient_id,
        request_id=checkin.request_id,
        kind=wording.follows or "",
        category=Category.CHECKIN,
        values=values,
        expects=wording.expects,
        not_before=now,
        not_after=now + ANSWER_WITHIN,
        appointment_id=checkin.appointment_id,
        in_reply_to=reply_id,
    )


def withdrawn(checkin: Checkin, reason: str | None = None) -> list[TextWithdrawn]:
    """Its open question, and the nudge."""
    if checkin.asked_at is None:
        return []
    return [
        TextWithdrawn(
            patient_id=checkin.patient_id,
            request_id=request_id,
            reason=reason or checkin.reason or "answered",
        )
        for request_id in (checkin.request_id, checkin.nudge_id)
        if request_id
    ]


def answer_text(
    patient_id: str,
    reply_id: str,
    kind: str,
    values: dict[str, str],
    now: datetime,
    expects: Answer | None = None,
) -> TextRequested:
    """A text back to the patient's own of a moment ago. Without `expects` the question that is
    open stays as it is.
    """
    return TextRequested(
        patient_id=patient_id,
        request_id=f"{kind}:{reply_id}",
        kind=kind,
        category=Category.CHECKIN,
        values=values,
        expects=expects,
        not_before=now,
        not_after=now + ANSWER_WITHIN,
        in_reply_to=reply_id,
    )


def safety_text(patient_id: str, reply_id: str, grade: Grade, now: datetime) -> TextRequested:
    """After a grave sign, in the place of thanks. notify leaves it out where its own first aid has
    answered already (S-83); this one is for what only the reader here has seen.
    """
    kind = "call_911" if grade is Grade.RED else "reaction_seen"
    return answer_text(patient_id, reply_id, kind, {}, now)


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
    wording = WORDINGS[checkin.asking]
    return TextRequested(
        patient_id=checkin.patient_id,
        request_id=checkin.request_id,
        kind=wording.asks or "",
        category=Category.CHECKIN,
        values={},
        expects=wording.expects,
        not_before=now,
        not_after=checkin.expires_at,
        appointment_id=checkin.appointment_id,
    )


def _nudge(checkin: Checkin, now: datetime) -> TextRequested:
    wording = WORDINGS[checkin.asking]
    return TextRequested(
        patient_id=checkin.patient_id,
        request_id=nudge_id_of(checkin.id),
        kind=wording.nudges or wording.asks or "",
        category=Category.CHECKIN,
        values={},
        expects=wording.expects,
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
