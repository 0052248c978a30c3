"""Visits, free times and practitioners' calendars as FHIR R4 (4.0.1) resources.

R4 spells `cancelationReason` with one l and the status `cancelled` with two. Whether a patient said
they will come is their participant's status, not the appointment's.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue, Location, Practitioner, Treatment
from services.booking.domain.opening import Start
from shared.events.appointments import VisitStatus

Resource = dict[str, Any]
STATUS = {
    VisitStatus.BOOKED: "booked",
    VisitStatus.CONFIRMED: "booked",
    VisitStatus.ARRIVED: "arrived",
    VisitStatus.COMPLETED: "fulfilled",
    VisitStatus.NO_SHOW: "noshow",
    VisitStatus.CANCELLED_BY_PATIENT: "cancelled",
    VisitStatus.CANCELLED_BY_CLINIC: "cancelled",
}
PATIENT_STATUS = {
    VisitStatus.BOOKED: "needs-action",
    VisitStatus.CANCELLED_BY_PATIENT: "declined",
}
CANCELLED_BY = {
    VisitStatus.CANCELLED_BY_PATIENT: ("pat", "Patient"),
    VisitStatus.CANCELLED_BY_CLINIC: ("prov", "Provider"),
}
REASONS = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"
TREATMENTS = "urn:meridian:treatment"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class NoSuchIdError(LookupError):
    """Nothing here has that id."""


def appointment_resource(appointment: Appointment, catalogue: Catalogue) -> Resource:
    treatment = catalogue.treatments[appointment.treatment_key]
    resource = {
        "resourceType": "Appointment",
        "id": appointment.id,
        "meta": {"versionId": str(appointment.version)},
        "status": STATUS[appointment.status],
        "serviceType": [_service(treatment)],
        "start": instant(appointment.starts_at),
        "end": instant(appointment.ends_at),
        "minutesDuration": int((appointment.ends_at - appointment.starts_at).total_seconds()) // 60,
        "created": instant(appointment.booked_at),
        "participant": _participants(appointment, catalogue),
    }
    if appointment.status in CANCELLED_BY:
        code, display = CANCELLED_BY[appointment.status]
        coding = {"system": REASONS, "code": code, "display": display}
        resource["cancelationReason"] = {"coding": [coding]}
    return resource


def _participants(appointment: Appointment, catalogue: Catalogue) -> list[Resource]:
    practitioner = catalogue.practitioners[appointment.practitioner_key]
    room = catalogue.rooms[appointment.room_key]
    coming = PATIENT_STATUS.get(appointment.status, "accepted")
    return [
        {"actor": {"reference": f"Patient/{appointment.patient_id}"}, "status": coming},
        {
            "actor": {
                "reference": f"Practitioner/{practitioner.id}",
                "display": practitioner.name,
            },
            "status": "accepted",
        },
        {
            "actor": {"reference": f"Location/{room.id}", "display": room.name},
            "status": "accepted",
        },
    ]


def schedule_resource(
    practitioner: Practitioner, location: Location, treatments: Sequence[Treatment], today: date
) -> Resource:
    """One for each practitioner, named like them; until their treatments' furthest horizon."""
    return {
        "resourceType": "Schedule",
        "id": practitioner.id,
        "active": True,
        "serviceType": [_service(treatment) for treatment in treatments],
        "actor": [
            {"reference": f"Practitioner/{practitioner.id}", "display": practitioner.name},
            {"reference": f"Location/{location.id}", "display": location.name},
        ],
        "planningHorizon": {"start": today.isoformat()},
    }


def slot_resource(
    practitioner: Practitioner, treatment: Treatment, start: Start, *, free: bool
) -> Resource:
    return {
        "resourceType": "Slot",
        "id": slot_id(practitioner, treatment, start.visit.start),
        "serviceType": [_service(treatment)],
        "schedule": {"reference": f"Schedule/{practitioner.id}"},
        "status": "free" if free else "busy",
        "start": instant(start.visit.start),
        "end": instant(start.visit.end),
    }


def slot_id(practitioner: Practitioner, treatment: Treatment, starts_at: datetime) -> str:
    """At most 64 characters, of which FHIR allows only letters, digits, hyphens and dots."""
    minutes = int((starts_at - EPOCH).total_seconds()) // 60
    return f"{practitioner.key}.{treatment.key}.{minutes}"


def parse_slot_id(text: str) -> tuple[int, int, datetime]:
    """Keys of practitioner and treatment, and the start. Raises NoSuchIdError."""
    parts = text.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise NoSuchIdError
    practitioner, treatment, minutes = (int(part[:12]) for part in parts)
    starts_at = datetime.fromtimestamp(min(minutes, 2**26) * 60, UTC)
    if starts_at < EARLIEST:
        raise NoSuchIdError
    return practitioner, treatment, starts_at


def bundle(resources: Sequence[Resource], base_url: str) -> Resource:
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "entry": [
            {
                "fullUrl": f"{base_url}/{resource['resourceType']}/{resource['id']}",
                "resource": resource,
                "search": {"mode": "match"},
            }
            for resource in resources
        ],
    }


def outcome(code: str, text: str) -> Resource:
    issue = {"severity": "error", "code": code, "diagnostics": text}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _service(treatment: Treatment) -> Resource:
    coding = {"system": TREATMENTS, "code": treatment.id, "display": treatment.name}
    return {"coding": [coding], "text": treatment.name}
