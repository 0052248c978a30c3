"""What a clinic's services publish over the years, as one stream of any length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any

from shared import kafka
from shared.events import Event, envelope
from shared.events.alerts import AlertAcknowledged, AlertClosed, Grade
from shared.events.appointments import (
    AppointmentArrived,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentEvent,
    Named,
    Visit,
    VisitStatus,
)
from shared.events.checkins import CheckinPlanned
from shared.events.messages import TextAccepted, TextDelivered, TextEvent, TextPlanned, TextState
from shared.events.replies import Intent, ThreadAge, ThreadChanged
from shared.ids import new_id
from shared.settings import ServiceSettings
from tests.integration.dashboard import facts
from tests.support.facts import NOW
from tests.support.facts import visit as any_visit

PRACTITIONERS = tuple(
    Named(id=f"p-{n}", name=f"Dr. {name}")
    for n, name in enumerate(
        ("Lin", "Okafor", "Reyes", "Sato", "Novak", "Haddad", "Brandt", "Costa", "Ito", "Moreau")
    )
)
VISITS_OF_A_PATIENT = 8
BATCH = 1000


@dataclass(frozen=True)
class Happened:
    event: Event
    at: datetime


def events(since: datetime = NOW - timedelta(days=1500)) -> Iterator[Happened]:
    """Visit after visit, each with all that comes of it: some twenty events."""
    return chain.from_iterable(_around_visit(number, since) for number in count())


async def publish(settings: ServiceSettings, stream: Iterator[Happened], length: int) -> None:
    """Straight to the topics: what is measured begins there."""
    producer = kafka.new_producer(settings, "bench")
    await producer.start()
    sent = []
    for _, happened in zip(range(length), stream, strict=False):
        event = happened.event
        value, headers = envelope.write(
            event_id=new_id(),
            event_type=event.type,
            source="/meridian/bench",
            occurred_at=happened.at,
            payload=event.model_dump_json(),
            traceparent=None,
        )
        topic = settings.kafka_topic_prefix + event.topic
        sent.append(
            await producer.send(topic, value=value, key=event.patient_id.encode(), headers=headers)
        )
        if len(sent) == BATCH:
            for acknowledged in sent:
                await acknowledged
            sent.clear()
    for acknowledged in sent:
        await acknowledged
    await producer.stop()


def _around_visit(number: int, since: datetime) -> Sequence[Happened]:
    patient_id = f"patient-{number // VISITS_OF_A_PATIENT}"
    starts_at = since + timedelta(minutes=40 * number)
    visit = any_visit(
        appointment_id=f"visit-{number}",
        starts_at=starts_at,
        practitioner=PRACTITIONERS[number % len(PRACTITIONERS)],
    )
    booked_at = starts_at - timedelta(days=9)
    told: list[Happened] = []
    if number % VISITS_OF_A_PATIENT == 0:
        told += _new_patient(patient_id, booked_at)
    told.append(Happened(facts.booked(visit, patient_id), booked_at))
    told += _text(patient_id, f"confirmation-{number}", "confirmation", booked_at)
    told += _text(patient_id, f"reminder-{number}", "reminder", starts_at - timedelta(days=2))
    if number % 12 == 0:
        return [*told, _step(AppointmentCancelled, visit, patient_id, starts_at, tell_patient=True)]
    return [*told, *_kept(number, patient_id, visit)]


def _new_patient(patient_id: str, at: datetime) -> list[Happened]:
    digits = int(patient_id.removeprefix("patient-"))
    patient = facts.patient(patient_id, name=f"Alex Example{digits}", phone=f"+1310{digits:07}")
    return [Happened(patient, at), Happened(facts.intake(patient_id=patient_id), at)]


def _kept(number: int, patient_id: str, visit: Visit) -> list[Happened]:
    """Confirmed by text, done, and asked about the day after."""
    at, asked_at = visit.starts_at, visit.starts_at + timedelta(days=1)
    yes, score = f"yes-{number}", f"score-{number}"
    confirmed = facts.reply(
        "C", intent=Intent.CONFIRM, patient_id=patient_id, reply_id=yes, at=at - timedelta(days=2)
    )
    answer = facts.reply(
        str(number % 11), intent=Intent.ANSWER, patient_id=patient_id, reply_id=score, at=asked_at
    )
    pain = facts.pain(number % 11, patient_id=patient_id, at=asked_at, report_id=f"report-{number}")
    planned = CheckinPlanned(
        patient_id=patient_id,
        checkin_id=f"checkin-{number}",
        appointment_id=visit.appointment_id,
        complaint_id=f"complaint-{patient_id}",
        kind="day_1",
        due_at=asked_at,
    )
    return [
        Happened(confirmed, confirmed.received_at),
        _step(AppointmentConfirmed, visit, patient_id, confirmed.received_at, reply_id=yes),
        _step(AppointmentArrived, visit, patient_id, at),
        _step(AppointmentCompleted, visit, patient_id, at, completed_at=at),
        Happened(planned, at),
        *_text(patient_id, f"question-{number}", "checkin_score", asked_at),
        Happened(answer, asked_at),
        Happened(pain, asked_at),
        *(_alert(number, patient_id, asked_at) if number % 11 > 8 else ()),
        *([_thread(number, patient_id, asked_at)] if number % 5 == 0 else ()),
    ]


STATUS: dict[type[AppointmentEvent], tuple[int, VisitStatus]] = {
    AppointmentBooked: (1, VisitStatus.BOOKED),
    AppointmentConfirmed: (2, VisitStatus.CONFIRMED),
    AppointmentCancelled: (2, VisitStatus.CANCELLED_BY_PATIENT),
    AppointmentArrived: (3, VisitStatus.ARRIVED),
    AppointmentCompleted: (4, VisitStatus.COMPLETED),
}


def _step(
    kind: type[AppointmentEvent], visit: Visit, patient_id: str, at: datetime, **more: Any
) -> Happened:
    version, status = STATUS[kind]
    as_it_stands = visit.model_copy(update={"version": version, "status": status})
    return Happened(facts.happened(kind, as_it_stands, patient_id, **more), at)


def _text(patient_id: str, text_id: str, about: str, due_at: datetime) -> list[Happened]:
    steps: tuple[tuple[type[TextEvent], TextState, int], ...] = (
        (TextPlanned, TextState.PLANNED, 1),
        (TextAccepted, TextState.ACCEPTED, 4),
        (TextDelivered, TextState.DELIVERED, 5),
    )
    return [
        Happened(
            facts.text(
                kind,
                state,
                version=version,
                text_id=text_id,
                patient_id=patient_id,
                about=about,
                due_at=due_at,
            ),
            due_at,
        )
        for kind, state, version in steps
    ]


def _alert(number: int, patient_id: str, at: datetime) -> list[Happened]:
    alert_id, mei = f"alert-{number}", "staff-1"
    opened = facts.alert(alert_id, grade=Grade.ORANGE, patient_id=patient_id, at=at)
    seen = AlertAcknowledged(patient_id=patient_id, alert_id=alert_id, by_staff_id=mei, at=at)
    closed = AlertClosed(
        patient_id=patient_id, alert_id=alert_id, by_staff_id=mei, outcome="called", at=at
    )
    return [Happened(event, at) for event in (opened, seen, closed)]


def _thread(number: int, patient_id: str, at: datetime) -> Happened:
    changed = ThreadChanged(
        patient_id=patient_id,
        version=number,
        unread=0,
        unread_since=None,
        age=ThreadAge.FRESH,
        assigned_to=None,
        changed_at=at,
        by_staff_id=None,
    )
    return Happened(changed, at)
