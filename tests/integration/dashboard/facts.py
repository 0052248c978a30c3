"""Events as the other services publish them, about one invented patient unless told otherwise."""

from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from shared.events import Event, Received
from shared.events.alerts import AlertOpened, Grade
from shared.events.appointments import (
    AppointmentBooked,
    AppointmentEvent,
    Visit,
)
from shared.events.checkins import PainReported, Standing
from shared.events.intakes import IntakeRecorded
from shared.events.messages import Text, TextEvent, TextState
from shared.events.outreach import Category
from shared.events.patients import PatientSaved, TextConsent
from shared.events.replies import Intent, ReplyReceived
from shared.ids import new_id
from tests.support.facts import NOW
from tests.support.facts import visit as any_visit

PATIENT = "patient-1"

E = TypeVar("E", bound=Event)
AE = TypeVar("AE", bound=AppointmentEvent)
TE = TypeVar("TE", bound=TextEvent)


def received(event: E, at: datetime = NOW) -> Received[E]:
    return Received(new_id(), event, at)


def patient(
    patient_id: str = PATIENT,
    *,
    version: int = 1,
    name: str = "Alex Example",
    phone: str | None = "+13105550123",
    consent: bool = True,
    birth_date: date | None = date(1980, 5, 17),
) -> PatientSaved:
    given = TextConsent(
        given_at=NOW - timedelta(days=30),
        wording="Text me about my visits.",
        wording_version="1",
        source="booking_page",
        categories=("visit", "checkin"),
    )
    return PatientSaved(
        patient_id=patient_id,
        version=version,
        practice_id="practice",
        name=name,
        phone=phone,
        email=None,
        birth_date=birth_date,
        language="en",
        time_zone=None,
        text_consent=given if consent else None,
    )


def visit(appointment_id: str = "visit-1", **changes: Any) -> Visit:
    at = changes.pop("starts_at", NOW + timedelta(hours=1))
    return any_visit(appointment_id=appointment_id, starts_at=at, **changes)


def happened(
    kind: type[AE], to: Visit, patient_id: str = PATIENT, *, actor: str = "patient", **more: Any
) -> AE:
    return kind(patient_id=patient_id, visit=to, actor=actor, **more)


def booked(to: Visit, patient_id: str = PATIENT) -> AppointmentBooked:
    return happened(AppointmentBooked, to, patient_id)


def text(
    kind: type[TE],
    state: TextState,
    *,
    version: int,
    text_id: str = "text-1",
    patient_id: str = PATIENT,
    about: str = "reminder",
    body: str | None = "Harbor Clinic: visit Tue Mar 17, 10:00 AM. Reply C to confirm.",
    due_at: datetime = NOW - timedelta(hours=2),
    reason: str | None = None,
) -> TE:
    return kind(
        patient_id=patient_id,
        text=Text(
            text_id=text_id,
            kind=about,
            category=Category.VISIT,
            state=state,
            version=version,
            due_at=due_at,
            expires_at=due_at + timedelta(hours=4),
            appointment_id="visit-1",
            request_id=None,
            expects=None,
            body=body,
            segments=1,
            reason=reason,
        ),
    )


def reply(
    body: str = "Can I come earlier?",
    *,
    intent: Intent = Intent.OTHER,
    reply_id: str = "reply-1",
    patient_id: str = PATIENT,
    at: datetime = NOW - timedelta(hours=1),
) -> ReplyReceived:
    return ReplyReceived(
        patient_id=patient_id,
        reply_id=reply_id,
        received_at=at,
        body=body,
        language="en",
        intent=intent,
        appointment_id=None,
        question=None,
    )


def intake(
    *, baseline: int | None = 7, complaint: str = "low_back", patient_id: str = PATIENT
) -> IntakeRecorded:
    return IntakeRecorded(
        patient_id=patient_id,
        complaint_id=f"complaint-{patient_id}",
        appointment_id="visit-1",
        complaint=complaint,
        baseline=baseline,
        recorded_at=NOW - timedelta(days=60),
    )


def pain(
    score: int,
    *,
    report_id: str | None = None,
    at: datetime = NOW - timedelta(days=1),
    baseline: int | None = 7,
    patient_id: str = PATIENT,
    standing: Standing = Standing.SAME,
) -> PainReported:
    return PainReported(
        patient_id=patient_id,
        report_id=report_id or f"report-{new_id()}",
        complaint_id=f"complaint-{patient_id}",
        checkin_id=None,
        reply_id="reply-of-score",
        request_id=None,
        score=score,
        reported_at=at,
        baseline=baseline,
        change_points=None if baseline is None else score - baseline,
        change_percent=None,
        standing=standing,
        reader_version="1",
    )


def alert(
    alert_id: str = "alert-1",
    *,
    grade: Grade = Grade.ORANGE,
    patient_id: str = PATIENT,
    at: datetime = NOW - timedelta(minutes=12),
    report_id: str | None = None,
) -> AlertOpened:
    return AlertOpened(
        patient_id=patient_id,
        alert_id=alert_id,
        grade=grade,
        rule="score_8_or_more",
        opened_at=at,
        report_id=report_id,
        reply_id=None,
    )
