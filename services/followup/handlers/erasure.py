"""A patient is forgotten, unless a legal hold is in force; then as soon as it is lifted."""

from datetime import datetime

from services.followup.store import erasures, patients
from shared import legal_holds
from shared.auth import Staff
from shared.db import Connection
from shared.events import Received
from shared.events.patients import PatientErased


class NoHoldError(LookupError):
    """There is no hold in force for this patient."""


async def erase_patient(conn: Connection, received: Received[PatientErased], now: datetime) -> None:
    patient_id = received.event.patient_id
    await patients.lock(conn, patient_id)
    await erasures.ask(conn, patient_id, now)
    if not await legal_holds.is_in_force(conn, patient_id):
        await erasures.erase(conn, patient_id, now)


async def place_hold(
    conn: Connection, patient_id: str, reason: str, staff: Staff, now: datetime
) -> None:
    await patients.lock(conn, patient_id)
    await legal_holds.place(conn, patient_id, reason, staff.id, now)


async def lift_hold(conn: Connection, patient_id: str, staff: Staff, now: datetime) -> None:
    """What was asked in the meantime is done now. Raises NoHoldError."""
    await patients.lock(conn, patient_id)
    if not await legal_holds.lift(conn, patient_id, staff.id, now):
        raise NoHoldError
    if await erasures.is_asked(conn, patient_id):
        await erasures.erase(conn, patient_id, now)
