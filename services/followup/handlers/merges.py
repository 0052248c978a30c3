"""Follows which records are of one person. Only what is read changes, so that it can be taken back."""

from services.followup.store import erasures, merges
from shared.db import Connection
from shared.events import Received
from shared.events.merges import PatientsMerged, PatientsUnmerged


async def merge_patients(conn: Connection, received: Received[PatientsMerged]) -> None:
    """Nothing of who asked to be forgotten is written down again."""
    event = received.event
    for patient_id in (event.patient_id, event.merged_id):
        if await erasures.is_asked(conn, patient_id):
            return
    await merges.save(conn, event, stands=True)


async def unmerge_patients(conn: Connection, received: Received[PatientsUnmerged]) -> None:
    await merges.save(conn, received.event, stands=False)
