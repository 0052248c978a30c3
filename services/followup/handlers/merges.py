"""Follows which records are of one person. Rows keep their own record, so that it can be taken back;
what is read of a person, and what they are asked from now on, is of all their records.
"""

from datetime import datetime

from services.followup.handlers.visits import replan
from services.followup.store import erasures, merges, patients
from shared.db import Connection
from shared.events import Received
from shared.events.merges import PatientsMerged, PatientsUnmerged

NO_VISIT = ""  # nothing of a visit has changed: what was passed over stays so


async def merge_patients(
    conn: Connection, received: Received[PatientsMerged], now: datetime
) -> None:
    """Nothing of who asked to be forgotten is written down again."""
    event = received.event
    for patient_id in (event.patient_id, event.merged_id):
        if await erasures.is_asked(conn, patient_id):
            return
    await merges.save(conn, event, stands=True)
    if await patients.lock(conn, event.patient_id):
        await replan(conn, event.patient_id, NO_VISIT, now)


async def unmerge_patients(
    conn: Connection, received: Received[PatientsUnmerged], now: datetime
) -> None:
    event = received.event
    await patients.lock(conn, event.patient_id)
    await merges.save(conn, event, stands=False)
    for patient_id in (event.patient_id, event.merged_id):
        await replan(conn, patient_id, NO_VISIT, now)
