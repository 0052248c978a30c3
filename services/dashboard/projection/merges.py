"""Records of one person."""

from datetime import datetime

from services.dashboard.projection import timeline
from services.dashboard.projection.rows import Row, Rows, Statement
from shared.events import Received
from shared.events.merges import PatientsMerged, PatientsUnmerged

# The later word wins; of one merge, that it was taken back.
MERGED = Statement(
    "merged",
    ("patient_id",),
    """insert into merged (patient_id, survivor_id, merge_id, at, undo_until, stands)
       select patient_id, survivor_id, merge_id, at, undo_until, stands
       from json_populate_recordset(null::merged, %s)
       on conflict (patient_id) do update
       set survivor_id = excluded.survivor_id, merge_id = excluded.merge_id,
           at = excluded.at, undo_until = excluded.undo_until, stands = excluded.stands
       where (merged.at, merged.stands::int * -1) <= (excluded.at, excluded.stands::int * -1)""",
)


def merge_patients(received: Received[PatientsMerged]) -> Rows:
    event = received.event
    yield _merged(event, event.undo_until, stands=True)
    yield _note(event, "merged")


def unmerge_patients(received: Received[PatientsUnmerged]) -> Rows:
    yield _merged(received.event, None, stands=False)
    yield _note(received.event, "unmerged")


def _merged(
    event: PatientsMerged | PatientsUnmerged, undo_until: datetime | None, *, stands: bool
) -> Row:
    return MERGED.row(
        patient_id=event.merged_id,
        survivor_id=event.patient_id,
        merge_id=event.merge_id,
        at=event.at,
        undo_until=undo_until,
        stands=stands,
    )


def _note(event: PatientsMerged | PatientsUnmerged, what: str) -> Row:
    return timeline.entry(
        kind="merge",
        subject_id=f"{event.merge_id} {what}",
        patient_id=event.patient_id,
        at=event.at,
        detail={"what": what, "actor": event.actor},
    )
