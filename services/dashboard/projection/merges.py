"""Records of one person."""

from datetime import datetime

from services.dashboard.projection import timeline
from shared.db import Connection
from shared.events import Received
from shared.events.merges import PatientsMerged, PatientsUnmerged


async def merge_patients(conn: Connection, received: Received[PatientsMerged]) -> None:
    event = received.event
    await _save(conn, event, event.undo_until, stands=True)
    await _note(conn, event, "merged")


async def unmerge_patients(conn: Connection, received: Received[PatientsUnmerged]) -> None:
    await _save(conn, received.event, None, stands=False)
    await _note(conn, received.event, "unmerged")


async def _save(
    conn: Connection,
    event: PatientsMerged | PatientsUnmerged,
    undo_until: datetime | None,
    *,
    stands: bool,
) -> None:
    """The later word wins; of one merge, that it was taken back."""
    await conn.execute(
        """insert into merged (patient_id, survivor_id, merge_id, at, undo_until, stands)
           values (%s, %s, %s, %s, %s, %s)
           on conflict (patient_id) do update
           set survivor_id = excluded.survivor_id, merge_id = excluded.merge_id,
               at = excluded.at, undo_until = excluded.undo_until, stands = excluded.stands
           where (merged.at, merged.stands::int * -1) <= (excluded.at, excluded.stands::int * -1)""",
        (event.merged_id, event.patient_id, event.merge_id, event.at, undo_until, stands),
    )


async def _note(conn: Connection, event: PatientsMerged | PatientsUnmerged, what: str) -> None:
    await timeline.put(
        conn,
        kind="merge",
        subject_id=f"{event.merge_id} {what}",
        patient_id=event.patient_id,
        at=event.at,
        detail={"what": what, "actor": event.actor},
    )
