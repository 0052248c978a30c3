"""What booking tells the other services: rows and domain objects as events."""

from services.booking.domain.appointment import Appointment
from services.booking.domain.catalogue import Catalogue, Practice, Practitioner
from services.booking.domain.catalogue import Treatment as CatalogueTreatment
from services.booking.domain.manage_link import Links
from services.booking.store import email_consents, patients, phone_codes
from services.booking.store.booking import Booked, Entry, Seen
from services.booking.store.patients import PatientRow
from shared.db import Connection
from shared.events import Event
from shared.events.appointments import AppointmentBooked, Location, Named, Treatment, Visit
from shared.events.intakes import IntakeRecorded
from shared.events.patients import EmailConsent, PatientSaved, TextConsent


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
            phone_e164=location.phone,
            address=location.address,
        ),
        manage_url=links.manage_url(appointment.id),
        cancel_until=appointment.cancel_until,
        flags=appointment.flags,
        series_id=appointment.series_id,
    )


def named(entry: CatalogueTreatment | Practitioner) -> Named:
    return Named(id=entry.id, name=entry.name)


async def patient_saved(
    conn: Connection,
    patient: PatientRow,
    consent: TextConsent | None,
    catalogue: Catalogue,
    emailing: EmailConsent | None = None,
) -> PatientSaved:
    """`emailing` is a consent that is being given now; without one the latest counts."""
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
        email_consent=emailing or await email_consents.find_latest(conn, patient),
    )


async def facts_of(
    conn: Connection,
    entry: Entry,
    seen: Seen,
    booked: Booked,
    appointment: Appointment,
    catalogue: Catalogue,
    links: Links,
) -> list[Event]:
    """Of a booking."""
    facts: list[Event] = []
    if booked.patient != seen.patient:
        consent = await _consent(conn, catalogue, entry, seen)
        saved = await patient_saved(conn, booked.patient, consent, catalogue, entry.emailing())
        facts.append(saved)
    facts.append(
        AppointmentBooked(
            patient_id=appointment.patient_id,
            visit=visit_of(appointment, catalogue, links),
            actor=entry.actor,
            tell_patient=entry.series_key is None,
        )
    )
    if entry.complaint is not None:
        facts.append(
            IntakeRecorded(
                patient_id=appointment.patient_id,
                complaint_id=str(entry.complaint_id),
                appointment_id=appointment.id,
                complaint=entry.complaint,
                baseline=entry.baseline,
                recorded_at=entry.now,
            )
        )
    return facts


async def may_text(conn: Connection, practice: Practice, phone: str) -> bool:
    """Where the practice asks for it, not before the phone is proven by a code."""
    return not practice.prove_phones or await phone_codes.is_proven(conn, practice.key, phone)


async def _consent(
    conn: Connection, catalogue: Catalogue, entry: Entry, seen: Seen
) -> TextConsent | None:
    """What the patient agreed to, as far as texts may follow from it."""
    if not await may_text(conn, catalogue.practices[entry.practice_key], entry.phone):
        return None
    if entry.consent_wording is None:
        return await patients.find_consent(conn, seen.patient.key) if seen.patient else None
    return TextConsent(
        given_at=entry.now,
        wording=entry.consent_wording,
        wording_version=entry.consent_version or "",
        source=entry.consent_source or "",
        categories=tuple(entry.consent_categories or ()),
    )
