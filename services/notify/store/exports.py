"""All that is kept of one patient."""

from typing import Any, LiteralString

from shared.db import Connection

# By table, the rows that are the patient's. What staff were texted about them names staff.
QUERIES: dict[str, LiteralString] = {
    "patient": "select to_jsonb(patient) from patient where patient_id = %(id)s",
    "consent_entry": """select to_jsonb(consent_entry) from consent_entry where patient_id = %(id)s or
        patient_id is null and phone in (select phone from patient where patient_id =
        %(id)s)""",
    "visit": "select to_jsonb(visit) from visit where patient_id = %(id)s",
    "text": "select to_jsonb(text) from text where patient_id = %(id)s and kind <> all(%(staff)s)",
    "text_history": """select to_jsonb(text_history) from text_history where text_id in (select text_id
        from text where patient_id = %(id)s and kind <> all(%(staff)s))""",
    "inbound": "select to_jsonb(inbound) from inbound where patient_id = %(id)s",
    "question": "select to_jsonb(question) from question where patient_id = %(id)s",
    "task": "select to_jsonb(task) from task where patient_id = %(id)s",
    "thread": "select to_jsonb(thread) from thread where patient_id = %(id)s",
    "thread_note": "select to_jsonb(thread_note) from thread_note where patient_id = %(id)s",
    "legal_hold": "select to_jsonb(legal_hold) from legal_hold where patient_id = %(id)s",
    "erasure": "select to_jsonb(erasure) from erasure where patient_id = %(id)s",
}


async def export(
    conn: Connection, patient_id: str, *, staff_kinds: list[str]
) -> dict[str, list[Any]]:
    """Every row there is of the patient, by table."""
    found = {}
    for table, query in QUERIES.items():
        cursor = await conn.execute(query, {"id": patient_id, "staff": staff_kinds})
        found[table] = [row[0] for row in await cursor.fetchall()]
    return found
