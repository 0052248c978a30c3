"""What booking tells the other services: rows and domain objects as events."""

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue
from services.booking.domain.manage_link import Links
from services.booking.store.patients import PatientRow
from shared.events.appointments import Location, Named, Treatment, Visit
from shared.events.patients import PatientSaved, TextConsent


def visit_of(appointment: Appointment, catalogue: Catalogue, links: Links) -> Visit:
    treatment = catalogue.treatments[appointment.treatment_key]
    practitioner = catalogue.practitioners[appointment.practitioner_key]
    room = catalogue.rooms[appointment.room_key]
    location = catalogue.locations[appointment.location_key]
    return Visit(
        appointment_id=appointment.id,
        version=appointment.version,
        status=appointment.status,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        booked_at=appointment.booked_at,
        treatment=Treatment(
            id=treatment.id,
            name=treatment.name,
            needling=treatment.needling,
            reminder_plan=treatment.reminder_plan,
            checkin_plan=treatment.checkin_plan,
        ),
        practitioner=Named(id=practitioner.id, name=practitioner.name),
        room=Named(id=room.id, name=room.name),
        location=Location(
            id=location.id,
            practice_id=catalogue.practices[location.practice_key].id,
            text_name=location.text_name,
            phone=location.phone_as_dialled,
            time_zone=location.time_zone,
        ),
        manage_url=links.manage_url(appointment.id),
        cancel_until=appointment.cancel_until,
        flags=appointment.flags,
    )


def patient_saved(
    patient: PatientRow, consent: TextConsent | None, catalogue: Catalogue
) -> PatientSaved:
    return PatientSaved(
        patient_id=patient.id,
        version=patient.version,
        practice_id=catalogue.practices[patient.practice_key].id,
        name=patient.name,
        phone=patient.phone,
        email=patient.email,
        birth_date=patient.birth_date,
        language=patient.language,
        time_zone=patient.time_zone,
        guardian=patient.guardian,
        text_consent=consent,
    )
