"""Loads what a patient said before the first visit, complaint by complaint."""

from services.followup.domain.fhir_intake import Intake
from services.followup.store import complaints, reports
from shared.db import Connection


async def load_intakes(conn: Connection, patient_id: str) -> list[Intake]:
    numbers = await reports.list_intake(conn, patient_id)
    return [
        Intake(
            patient_id=patient_id,
            complaint_id=complaint.complaint_id,
            code=complaint.code,
            recorded_at=complaint.recorded_at,
            baseline=complaint.baseline,
            since=complaint.since,
            onset=complaint.onset,
            cause=complaint.cause,
            areas=complaint.areas,
            numbers={ask: n for of, ask, n in numbers if of == complaint.complaint_id},
        )
        for complaint in await complaints.list_(conn, patient_id)
    ]
