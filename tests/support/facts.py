"""Events with plausible values, so that a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from shared.events.appointments import (
    AppointmentBooked,
    Location,
    Named,
    Treatment,
    Visit,
    VisitStatus,
)
from shared.ids import new_id

NOW = datetime(2027, 3, 8, 18, 0, tzinfo=UTC)  # Mon 10:00 in Los Angeles
ZONE = "America/Los_Angeles"


def visit(**changes: Any) -> Visit:
    starts_at = changes.pop("starts_at", NOW + timedelta(days=8))
    return Visit(
        appointment_id=changes.pop("appointment_id", str(new_id())),
        version=changes.pop("version", 1),
        status=changes.pop("status", VisitStatus.BOOKED),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=60),
        booked_at=NOW,
        treatment=Treatment(
            id="acupuncture",
            name="Acupuncture",
            needling=True,
            reminder_plan="standard",
            checkin_plan="after_needling",
        ),
        practitioner=Named(id="lin", name="Dr. Lin"),
        room=Named(id="room-1", name="Room 1"),
        location=Location(
            id="santa-monica",
            practice_id="lin-center",
            text_name="Lin Center",
            phone="310-555-0100",
            time_zone=ZONE,
        ),
        manage_url="https://lin.example/m/7Kq2xV",
        cancel_until=starts_at - timedelta(hours=24),
    ).model_copy(update=changes)


def booked(patient_id: str | None = None, **changes: Any) -> AppointmentBooked:
    return AppointmentBooked(
        patient_id=patient_id or str(new_id()), visit=visit(**changes), actor="patient"
    )
