"""Events of the demo practice, as booking and followup would publish them."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from shared.events import Event, Received
from shared.events.appointments import (
    AppointmentBooked,
    Location,
    Named,
    Treatment,
    Visit,
    VisitStatus,
)
from shared.events.patients import PatientSaved, TextConsent
from shared.ids import new_id

ANA = "patient-ana"
ANAS_PHONE = "+13105550111"
# Tue Mar 9 2027, 10:00 in Los Angeles.
TUESDAY = datetime(2027, 3, 9, 18, 0, tzinfo=UTC)

E = TypeVar("E", bound=Event)


def received(event: E, at: datetime = TUESDAY) -> Received[E]:
    return Received(new_id(), event, at)


def patient_saved(**changes: Any) -> PatientSaved:
    values: dict[str, Any] = {
        "patient_id": ANA,
        "version": 1,
        "practice_id": "harbor",
        "name": "Ana Diaz",
        "phone": ANAS_PHONE,
        "email": None,
        "birth_date": None,
        "language": "en",
        "time_zone": None,
        "text_consent": TextConsent(
            given_at=TUESDAY - timedelta(days=1),
            wording="Text me about my visits",
            wording_version="1",
            source="booking_page",
            categories=("visit", "checkin"),
        ),
    }
    return PatientSaved(**{**values, **changes})


def visit(**changes: Any) -> Visit:
    starts_at = changes.get("starts_at", datetime(2027, 3, 16, 16, 30, tzinfo=UTC))
    values: dict[str, Any] = {
        "appointment_id": "appointment-1",
        "version": 1,
        "status": VisitStatus.BOOKED,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "booked_at": TUESDAY,
        "treatment": Treatment(
            id="t1",
            name="Acupuncture",
            needling=True,
            reminder_plan="standard",
            checkin_plan="standard",
        ),
        "practitioner": Named(id="p1", name="Dr. Lin"),
        "room": None,
        "location": Location(
            id="l1",
            practice_id="harbor",
            text_name="Harbor Clinic",
            phone="310-555-0100",
            time_zone="America/Los_Angeles",
        ),
        "manage_url": "https://hbr.example/m/7Kq2xV",
        "cancel_until": starts_at - timedelta(hours=24),
    }
    return Visit(**{**values, **changes})


def booked(actor: str = "patient", patient_id: str = ANA, **changes: Any) -> AppointmentBooked:
    return AppointmentBooked(patient_id=patient_id, visit=visit(**changes), actor=actor)
