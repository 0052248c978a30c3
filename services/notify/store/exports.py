"""All that is kept of one patient."""

from typing import Any, LiteralString

from shared.db import Connection

_THEIR_TEXTS = """text_id in (select text_id from text
                              where patient_id = %(id)s and kind <> all(%(staff)s))"""
# By table, which of its rows are the patient's. What staff were texted about them names staff.
TABLES: dict[LiteralString, LiteralString] = {
    "patient": "patient_id = %(id)s",
    "consent_entry": """patient_id = %(id)s or patient_id is null and phone in
                        (select phone from patient where patient_id = %(id)s)""",
    "visit": "patient_id = %(id)s",
    "text": "patient_id = %(id)s and kind <> all(%(staff)s)",
    "text_history": _THEIR_TEXTS,
    "inbound": "patient_id = %(id)s",
    "question": "patient_id = %(id)s",
    "task": "patient_id = %(id)s",
    "thread": "patient_id = %(id)s",
    "thread_note": "patient_id = %(id)s",
    "legal_hold": "patient_id = %(id)s",
    "erasure": "patient_id = %(id)s",
}


async def export(
    conn: Connection, patient_id: str, *, staff_kinds: list[str]
) -> dict[str, list[Any]]:
    """Every row there is of the patient, by table."""
    found = {}
    for table, condition in TABLES.items():
        cursor = await conn.execute(
            f"select to_jsonb({table}) from {table} where {condition}",  # noqa: S608
            {"id": patient_id, "staff": staff_kinds},
        )
        found[table] = [row[0] for row in await cursor.fetchall()]
    return found
