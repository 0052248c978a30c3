"""A Monday morning at an invented practice, as events: who comes, who wrote, whose pain moved."""

from datetime import datetime, timedelta
from typing import Any

from shared.events import Event, Received
from shared.events.alerts import Grade
from shared.events.appointments import (
    AppointmentArrived,
    AppointmentBooked,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentEvent,
    AppointmentNoShow,
    Named,
    Treatment,
    VisitStatus,
)
from shared.events.checkins import Standing
from shared.events.messages import TextAccepted, TextDelivered, TextPlanned, TextState
from shared.events.replies import Intent
from tests.integration.dashboard import facts
from tests.integration.dashboard.facts import happened, received
from tests.support.facts import NOW

BEA = "patient-bea"
LIN, RIVERA = Named(id="lin", name="Dr. Chianni Lin"), Named(id="rivera", name="Mateo Rivera")
ROOM_1, ROOM_2 = Named(id="room-1", name="Room 1"), Named(id="room-2", name="Room 2")
ACUPUNCTURE = ("acupuncture", "Acupuncture, follow-up")
MYOFASCIAL = ("myofascial-release", "Myofascial release")
# name, last four digits, hours from now, practitioner and room, treatment, state, scores so far
Person = tuple[str, str, float, Named, tuple[str, str], VisitStatus, tuple[int, ...]]
PEOPLE: list[Person] = [
    ("Tomas Lindqvist", "0131", -1, LIN, ACUPUNCTURE, VisitStatus.COMPLETED, (8, 7, 5, 4)),
    ("Grace Adeyemi", "0132", -0.75, RIVERA, MYOFASCIAL, VisitStatus.NO_SHOW, (6, 6)),
    ("Harold Pike", "0134", 0.25, RIVERA, MYOFASCIAL, VisitStatus.ARRIVED, (5, 6, 8)),
    ("Mina Castellanos", "0135", 1.5, LIN, ACUPUNCTURE, VisitStatus.BOOKED, ()),
    ("Jonah Whitfield", "0136", 3.5, LIN, ACUPUNCTURE, VisitStatus.CONFIRMED, (7, 4, 3)),
    ("Priya Raman", "0137", 4, RIVERA, MYOFASCIAL, VisitStatus.CONFIRMED, (6, 5)),
    ("Owen Sato", "0138", 5.5, LIN, ACUPUNCTURE, VisitStatus.BOOKED, (9, 9, 7)),
]
CHANGED: dict[VisitStatus, type[AppointmentEvent]] = {
    VisitStatus.CONFIRMED: AppointmentConfirmed,
    VisitStatus.ARRIVED: AppointmentArrived,
    VisitStatus.COMPLETED: AppointmentCompleted,
    VisitStatus.NO_SHOW: AppointmentNoShow,
}
BEAS_SCORES = (8, 8, 7, 7, 6, 6, 4, 5, 3)


def events() -> list[Event | Received[Any]]:
    found: list[Event | Received[Any]] = []
    for number, person in enumerate(PEOPLE):
        found += _person(f"patient-{number}", *person)
    return [
        *found,
        *_bea(),
        facts.reply("Is there parking at the back?", patient_id="patient-5", reply_id="parking"),
        facts.reply(
            "8, could hardly sleep",
            patient_id="patient-2",
            reply_id="hardly",
            intent=Intent.ANSWER,
            at=NOW - timedelta(minutes=26),
        ),
        facts.alert(
            patient_id="patient-2",
            grade=Grade.ORANGE,
            report_id="patient-2 score 2",
            at=NOW - timedelta(minutes=25),
        ),
    ]


def _person(
    patient_id: str,
    name: str,
    phone: str,
    hours: float,
    practitioner: Named,
    treatment: tuple[str, str],
    status: VisitStatus,
    scores: tuple[int, ...],
) -> list[Event | Received[Any]]:
    starts_at = NOW + timedelta(hours=hours)
    visit = _visit(f"visit-of-{patient_id}", starts_at, practitioner, treatment)
    found: list[Event | Received[Any]] = [
        facts.patient(patient_id, name=name, phone=f"+1310555{phone}"),
        received(happened(AppointmentBooked, visit, patient_id), NOW - timedelta(days=9)),
    ]
    if status is not VisitStatus.BOOKED:
        now_so = visit.model_copy(update={"version": 2, "status": status})
        more = {"completed_at": starts_at} if status is VisitStatus.COMPLETED else {}
        found.append(happened(CHANGED[status], now_so, patient_id, actor="system", **more))
    return [*found, *_scores(patient_id, scores, "neck")]


def _visit(key: str, starts_at: datetime, who: Named, treatment: tuple[str, str]) -> Any:
    code, name = treatment
    return facts.visit(
        key,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=60),
        practitioner=who,
        room=ROOM_1 if who is LIN else ROOM_2,
        treatment=Treatment(
            id=code, name=name, needling=True, reminder_plan="standard", checkin_plan=None
        ),
    )


def _scores(patient_id: str, scores: tuple[int, ...], complaint: str) -> list[Event]:
    """A week apart, the last one yesterday; the first is the baseline."""
    if not scores:
        return []
    baseline = scores[0]
    return [
        facts.intake(baseline=baseline, complaint=complaint, patient_id=patient_id),
        *(
            facts.pain(
                score,
                report_id=f"{patient_id} score {number}",
                at=NOW - timedelta(days=7 * (len(scores) - number) - 6, hours=-7),
                baseline=baseline,
                patient_id=patient_id,
                standing=_standing(baseline, score),
            )
            for number, score in enumerate(scores)
        ),
    ]


def _standing(baseline: int, score: int) -> Standing:
    if score >= baseline + 2:
        return Standing.WORSE
    rules = (baseline - score >= 2, score <= baseline * 0.7)
    return {0: Standing.SAME, 1: Standing.PARTLY_BETTER, 2: Standing.BETTER}[sum(rules)]


def _bea() -> list[Event | Received[Any]]:
    """The whole journey of one patient: eight weeks of treatment, and a text this morning."""
    found: list[Event | Received[Any]] = [
        facts.patient(BEA, name="Bea Moreno", phone="+13105550133"),
        *_scores(BEA, BEAS_SCORES, "low_back"),
    ]
    for week in range(8, 0, -1):
        at = NOW - timedelta(days=7 * week - 5, hours=-1)
        visit = _visit(f"bea-{week}", at, LIN, ACUPUNCTURE)
        done = visit.model_copy(update={"version": 2, "status": VisitStatus.COMPLETED})
        found += [
            received(happened(AppointmentBooked, visit, BEA), at - timedelta(days=6)),
            received(
                happened(AppointmentCompleted, done, BEA, actor="system", completed_at=at), at
            ),
        ]
    return [*found, *_beas_morning()]


def _beas_morning() -> list[Event | Received[Any]]:
    visit = _visit("bea-today", NOW + timedelta(minutes=30), LIN, ACUPUNCTURE)
    confirmed = visit.model_copy(update={"version": 2, "status": VisitStatus.CONFIRMED})
    asked_at, sent_at = NOW - timedelta(days=1, hours=-7, minutes=5), NOW - timedelta(hours=24)
    ask = "Lin Center check-in: how is your pain right now? Reply 0-10 (0 none, 10 worst)."
    remind = "Lin Center: visit Mon Mar 8, 10:30 AM. Reply C to confirm, X to cancel."
    return [
        received(happened(AppointmentBooked, visit, BEA), NOW - timedelta(days=5)),
        *_text("bea reminder", "reminder", remind, sent_at),
        facts.reply(
            "C",
            intent=Intent.CONFIRM,
            reply_id="bea c",
            patient_id=BEA,
            at=sent_at + timedelta(minutes=3),
        ),
        received(
            happened(AppointmentConfirmed, confirmed, BEA, reply_id="bea c"),
            sent_at + timedelta(minutes=3, seconds=1),
        ),
        *_text("bea ask", "checkin_score", ask, asked_at),
        facts.reply(
            "3! Slept through the night",
            intent=Intent.ANSWER,
            reply_id="bea 3",
            patient_id=BEA,
            at=NOW - timedelta(days=1, hours=-7, seconds=2),
        ),
        facts.text(
            TextPlanned,
            TextState.PLANNED,
            version=1,
            text_id="bea next",
            patient_id=BEA,
            about="checkin_score",
            body=None,
            due_at=NOW + timedelta(days=1, hours=7),
        ),
        facts.reply(
            "Running 5 minutes late, sorry!",
            patient_id=BEA,
            reply_id="bea late",
            at=NOW - timedelta(minutes=6),
        ),
    ]


def _text(text_id: str, about: str, body: str, at: datetime) -> list[Event | Received[Any]]:
    said: dict[str, Any] = {"text_id": text_id, "patient_id": BEA, "about": about, "body": body}
    return [
        received(facts.text(TextAccepted, TextState.ACCEPTED, version=3, due_at=at, **said), at),
        received(facts.text(TextDelivered, TextState.DELIVERED, version=4, due_at=at, **said), at),
    ]


def ten_practitioners() -> list[Event | Received[Any]]:
    """Four visits each."""
    found: list[Event | Received[Any]] = []
    for number in range(40):
        column, row = number % 10, number // 10
        who = Named(id=f"who-{column}", name=f"Dr. Number {column}")
        patient_id = f"patient-{number}"
        starts_at = NOW + timedelta(hours=1.5 * row - 1, minutes=15 * (column % 3))
        found += [
            facts.patient(patient_id, name=f"{PEOPLE[number % len(PEOPLE)][0]} {number}"),
            facts.booked(_visit(f"visit-{number}", starts_at, who, ACUPUNCTURE), patient_id),
        ]
    return found
