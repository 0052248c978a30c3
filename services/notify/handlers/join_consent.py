"""Two records of one person speak with one voice: a no of either is a no (S-103).

A STOP counts for the phone, whoever has it, and is not touched here.
"""

from datetime import datetime

from services.notify.store import consents, patients
from services.notify.store.consents import Entry
from shared.db import Connection
from shared.events import Received
from shared.events.merges import PatientsMerged, PatientsUnmerged

JOINED = "merge"
PARTED = "unmerge"


async def join_consent(conn: Connection, received: Received[PatientsMerged]) -> None:
    event = received.event
    phone = await _phone_of(conn, event.patient_id)
    if phone is None:
        return  # nobody can be texted, so nothing has to be joined
    ids = [event.patient_id, event.merged_id]
    known = await consents.list_standing(conn, phone, ids)
    for category in {entry.category for entry in known}:
        granted = all(entry.granted for entry in known if entry.category == category)
        for patient_id in ids:
            await _add(conn, phone, patient_id, category, granted, JOINED, event.at)


async def part_consent(conn: Connection, received: Received[PatientsUnmerged]) -> None:
    """As it was before, but for what a patient has said since: that stands."""
    event = received.event
    phone = await _phone_of(conn, event.patient_id)
    if phone is None:
        return
    ids = [event.patient_id, event.merged_id]
    before = {
        (entry.patient_id, entry.category): entry
        for entry in await consents.list_standing(conn, phone, ids, without=(JOINED, PARTED))
    }
    for joined in await consents.list_standing(conn, phone, ids):
        if joined.source == JOINED:
            was = before.get((joined.patient_id, joined.category))
            granted = was.granted if was else False
            await _add(conn, phone, joined.patient_id, joined.category, granted, PARTED, event.at)


async def _phone_of(conn: Connection, patient_id: str) -> str | None:
    """Held until the transaction ends, as everything that changes a phone's consent does."""
    patient = await patients.find(conn, patient_id)
    phone = patient.phone if patient else None
    if phone is not None:
        await patients.lock_phone(conn, phone)
    return phone


async def _add(
    conn: Connection,
    phone: str,
    patient_id: str,
    category: str,
    granted: bool,
    source: str,
    at: datetime,
) -> None:
    entry = Entry(
        phone, granted=granted, source=source, at=at, patient_id=patient_id, category=category
    )
    await consents.add(conn, entry)
