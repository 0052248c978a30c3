"""Records of one person."""

from collections.abc import Sequence

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


async def list_records(conn: Connection, patient_id: str) -> list[str]:
    """All records of the person, the one that stays first."""
    cursor = await conn.execute("select unnest(same_person(%s))", (patient_id,))
    return [row[0] for row in await cursor.fetchall()]


async def list_persons(conn: Connection, patient_ids: Sequence[str]) -> dict[str, str]:
    """By each of these ids, the one that stays."""
    cursor = await conn.execute(
        "select id, survivor_of(id) from unnest(%s::text[]) id", (list(patient_ids),)
    )
    return dict(await cursor.fetchall())
