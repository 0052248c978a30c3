"""All that is kept of one patient."""

from typing import Any, LiteralString

from shared.db import Connection

_OF_VISITS = "appointment_key in (select key from appointment where patient_key = %(key)s)"
_OF_ENTRIES = "entry_key in (select key from waitlist_entry where patient_key = %(key)s)"
# By table, which of its rows are the patient's.
TABLES: dict[LiteralString, LiteralString] = {
    "patient": "key = %(key)s",
    "patient_merge": "%(id)s in (survivor_id, merged_id)",
    "text_consent": "patient_key = %(key)s",
    "proven_phone": "phone = (select phone from patient where key = %(key)s)",
    "patient_flag": "patient_key = %(key)s",
    "complaint": "patient_key = %(key)s",
    "health_note": "patient_key = %(key)s",
    "appointment": "patient_key = %(key)s",
    "appointment_history": _OF_VISITS,
    "combined_visit": _OF_VISITS,
    "review": _OF_VISITS,
    "waitlist_entry": "patient_key = %(key)s",
    "waitlist_offer": _OF_ENTRIES,
    "waitlist_call": _OF_ENTRIES,
    "series": "patient_key = %(key)s",
    "package": "patient_key = %(key)s",
    "package_ledger": "package_key in (select key from package where patient_key = %(key)s)",
    "care_plan": "patient_key = %(key)s",
    "care_plan_item": "care_plan_key in (select key from care_plan where patient_key = %(key)s)",
    "recall": "patient_key = %(key)s",
    "legal_hold": "patient_id = %(id)s",
    "erasure": "patient_id = %(id)s",
}


async def export(conn: Connection, patient_key: int, patient_id: str) -> dict[str, list[Any]]:
    """Every row there is of the patient, by table; without the fingerprints of links."""
    found = {}
    for table, condition in TABLES.items():
        cursor = await conn.execute(
            f"select to_jsonb({table}) - 'link_fingerprint' from {table} where {condition}",  # noqa: S608
            {"key": patient_key, "id": patient_id},
        )
        found[table] = [row[0] for row in await cursor.fetchall()]
    return found
