"""Entries of a patient's story."""

from collections.abc import Mapping
from datetime import datetime

from services.dashboard.projection.rows import Row, Statement

PUT = Statement(
    "timeline_entry",
    ("kind", "subject_id"),
    """insert into timeline_entry (kind, subject_id, patient_id, at, detail)
       select kind, subject_id, patient_id, at, detail
       from json_populate_recordset(null::timeline_entry, %s)
       on conflict (kind, subject_id) do update
       set at = excluded.at, detail = excluded.detail""",
)


def entry(
    *,
    kind: str,
    subject_id: str,
    patient_id: str,
    at: datetime,
    detail: Mapping[str, object],
) -> Row:
    """A new entry, or the one about the same thing brought up to date."""
    return PUT.row(kind=kind, subject_id=subject_id, patient_id=patient_id, at=at, detail=detail)
