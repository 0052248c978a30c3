"""A patient is forgotten here, and every service is told; while a legal hold is in force none is,
so that erasure waits everywhere. Merged records are one person's: all go, or none.
"""

from datetime import datetime

from services.booking.store import erasures, merges
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
    """All records of the person. False when a hold makes it wait. Raises UnknownPatientError,
    VisitsAheadError.
    """
    records = await _lock_records(conn, patient_id)
    for key in records.values():
        if await erasures.has_visits_ahead(conn, key, now):
            raise VisitsAheadError
    for record_id in records:
        await erasures.ask(conn, record_id, by, now)
    return await _forget_unless_held(conn, records, now)


async def place_hold(
    conn: Connection, patient_id: str, reason: str, by: str, now: datetime
) -> None:
    """Raises UnknownPatientError."""
    if await erasures.find_locked(conn, patient_id) is None:
        raise UnknownPatientError
    await legal_holds.place(conn, patient_id, reason, by, now)


async def lift_hold(conn: Connection, patient_id: str, by: str, now: datetime) -> None:
    """What was asked in the meantime is done now, unless another record of the person is held.
    Raises NoHoldError.
    """
    try:
        records = await _lock_records(conn, patient_id)
    except UnknownPatientError:
        raise NoHoldError from None
    if not await legal_holds.lift(conn, patient_id, by, now):
        raise NoHoldError
    asked = {
        record_id: key
        for record_id, key in records.items()
        if await erasures.is_asked(conn, record_id)
    }
    await _forget_unless_held(conn, asked, now)


async def _lock_records(conn: Connection, patient_id: str) -> dict[str, int]:
    """The keys of all records of the person, locked. Raises UnknownPatientError."""
    if await erasures.find_locked(conn, patient_id) is None:
        raise UnknownPatientError
    found = {}
    for record_id in await merges.list_records(conn, patient_id):
        key = await erasures.find_locked(conn, record_id)
        if key is not None:
            found[record_id] = key
    return found


async def _forget_unless_held(conn: Connection, records: dict[str, int], now: datetime) -> bool:
    for record_id in records:
        if await legal_holds.is_in_force(conn, record_id):
            return False
    for record_id, key in records.items():
        await _forget(conn, key, record_id, now)
    return True


async def _forget(conn: Connection, key: int, patient_id: str, now: datetime) -> None:
    """The event first, then the tombstone: compaction leaves nothing of the patient."""
    await erasures.erase(conn, key, patient_id, now)
    erased = PatientErased(patient_id=patient_id, erased_at=now)
    await outbox.add(conn, erased, at=now)
    await outbox.add_tombstone(conn, PatientErased.topic, patient_id, at=now)
