"""Follows who the patients are and what they come for."""

from services.followup.store import complaints, patients
from services.followup.store.complaints import Complaint
from shared.db import Connection
from shared.events import Received
from shared.events.intakes import IntakeRecorded
from shared.events.patients import PatientSaved


async def save_patient(conn: Connection, received: Received[PatientSaved]) -> None:
    patient = received.event
    await patients.save(
        conn,
        patient.patient_id,
        version=patient.version,
        language=patient.language,
        time_zone=patient.time_zone,
    )


async def record_complaint(conn: Connection, received: Received[IntakeRecorded]) -> None:
    intake = received.event
    if not await patients.add_locked(conn, intake.patient_id):
        return
    await complaints.save(
        conn,
        Complaint(
            complaint_id=intake.complaint_id,
            patient_id=intake.patient_id,
            appointment_id=intake.appointment_id,
            code=intake.complaint,
            baseline=intake.baseline,
            recorded_at=intake.recorded_at,
        ),
    )
