"""Two records become one person's, and two again."""

from datetime import datetime
from uuid import UUID

from services.booking.domain.merging import UNDO_FOR, check_same_person, check_undo
from services.booking.store import merges
from services.booking.store.merges import Merge
from shared import outbox
from shared.auth import Staff
from shared.db import Connection
from shared.events.merges import PatientsMerged, PatientsUnmerged
from shared.ids import new_id


class UnknownRecordError(LookupError):
    """There is no such patient, or no such merge that stands."""


async def merge(
    conn: Connection, survivor_id: UUID, merged_id: UUID, *, by: Staff, now: datetime
) -> Merge:
    """Raises UnknownRecordError, NotSamePersonError, MergedAlreadyError."""
    found = await merges.lock_identities(conn, [survivor_id, merged_id])
    if survivor_id not in found or merged_id not in found:
        raise UnknownRecordError
    check_same_person(found[survivor_id], found[merged_id])
    made = Merge(new_id(), survivor_id, merged_id, now)
    await merges.add(conn, made, by.id)
    event = PatientsMerged(
        patient_id=str(survivor_id),
        merge_id=str(made.id),
        merged_id=str(merged_id),
        at=now,
        undo_until=now + UNDO_FOR,
        actor=f"staff:{by.id}",
    )
    await outbox.add(conn, event, at=now)
    return made


async def unmerge(conn: Connection, merge_id: UUID, *, by: Staff, now: datetime) -> None:
    """Raises UnknownRecordError, TooLateToUnmergeError."""
    standing = await merges.find_standing(conn, merge_id)
    if standing is None:
        raise UnknownRecordError
    check_undo(standing.merged_at, now)
    await merges.undo(conn, merge_id, by.id, now)
    event = PatientsUnmerged(
        patient_id=str(standing.survivor_id),
        merge_id=str(merge_id),
        merged_id=str(standing.merged_id),
        at=now,
        actor=f"staff:{by.id}",
    )
    await outbox.add(conn, event, at=now)
