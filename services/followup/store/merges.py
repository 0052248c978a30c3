"""Records of one person."""

from shared.db import Connection
from shared.events.merges import PatientsMerged, PatientsUnmerged


async def save(conn: Connection, event: PatientsMerged | PatientsUnmerged, *, stands: bool) -> None:
    """The later word wins; of one merge, that it was taken back."""
    await conn.execute(
        """insert into merged (patient_id, survivor_id, merge_id, at, stands)
           values (%s, %s, %s, %s, %s)
           on conflict (patient_id) do update
           set survivor_id = excluded.survivor_id, merge_id = excluded.merge_id,
               at = excluded.at, stands = excluded.stands
           where (merged.at, merged.stands::int * -1) <= (excluded.at, excluded.stands::int * -1)""",
        (event.merged_id, event.patient_id, event.merge_id, event.at, stands),
    )
