"""Entries of a patient's story."""

from collections.abc import Mapping
from datetime import datetime

from psycopg.types.json import Jsonb

from shared.db import Connection


async def put(
    conn: Connection,
    *,
    kind: str,
    subject_id: str,
    patient_id: str,
    at: datetime,
    detail: Mapping[str, object],
) -> None:
    """Add an entry, or bring the one about the same thing up to date."""
    await conn.execute(
        """insert into timeline_entry (kind, subject_id, patient_id, at, detail)
           values (%s, %s, %s, %s, %s)
           on conflict (kind, subject_id) do update
           set at = excluded.at, detail = excluded.detail""",
        (kind, subject_id, patient_id, at, Jsonb(detail)),
    )
