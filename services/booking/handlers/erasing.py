"""A patient is forgotten here, and every service is told; while a legal hold is in force none is,
so that erasure waits everywhere.
"""

from datetime import datetime

from services.booking.store import erasures
from shared import legal_holds, outbox
from shared.db import Connection
from shared.events.patients import PatientErased


class UnknownPatientError(LookupError):
    """There is no such patient, or no longer."""


class VisitsAheadError(Exception):
    """Visits that lie ahead are cancelled first: somebody is expected."""


class NoHoldError(LookupError):
    """There is no hold in force for this patient."""


async def erase(conn: Connection, patient_id: str, by: str, now: datetime) -> bool:
    """False when a hold makes it wait. Raises UnknownPatientError, VisitsAheadError."""
    key = await erasures.find_locked(conn, patient_id)
    if key is None:
        raise UnknownPatientError
    if await erasures.has_visits_ahead(conn, key, now):
        raise VisitsAheadError
    await erasures.ask(conn, patient_id, by, now)
    if await legal_holds.is_in_force(conn, patient_id):
        return False
    await _forget(conn, key, patient_id, now)
    return True


async def place_hold(
    conn: Connection, patient_id: str, reason: str, by: str, now: datetime
) -> None:
    """Raises UnknownPatientError."""
    if await erasures.find_locked(conn, patient_id) is None:
        raise UnknownPatientError
    await legal_holds.place(conn, patient_id, reason, by, now)


async def lift_hold(conn: Connection, patient_id: str, by: str, now: datetime) -> None:
    """What was asked in the meantime is done now. Raises NoHoldError."""
    key = await erasures.find_locked(conn, patient_id)
    if key is None or not await legal_holds.lift(conn, patient_id, by, now):
        raise NoHoldError
    if await erasures.is_asked(conn, patient_id):
        await _forget(conn, key, patient_id, now)


async def _forget(conn: Connection, key: int, patient_id: str, now: datetime) -> None:
    """The event first, then the tombstone: compaction leaves nothing of the patient."""
    await erasures.erase(conn, key, patient_id, now)
    erased = PatientErased(patient_id=patient_id, erased_at=now)
    await outbox.add(conn, erased, at=now)
    await outbox.add_tombstone(conn, PatientErased.topic, patient_id, at=now)
