"""All that is kept of one patient."""

from typing import Any, LiteralString

from shared.db import Connection

# By table, the rows that are the patient's.
QUERIES: dict[str, LiteralString] = {
    "patient": "select to_jsonb(patient) from patient where key = %(key)s",
    "patient_merge": """select to_jsonb(patient_merge) from patient_merge where %(id)s in (survivor_id,
        merged_id)""",
    "text_consent": "select to_jsonb(text_consent) from text_consent where patient_key = %(key)s",
    "email_consent": "select to_jsonb(email_consent) from email_consent where patient_key = %(key)s",
    "proven_phone": """select to_jsonb(proven_phone) from proven_phone where phone = (select phone from
        patient where key = %(key)s)""",
    "patient_flag": "select to_jsonb(patient_flag) from patient_flag where patient_key = %(key)s",
    "complaint": "select to_jsonb(complaint) from complaint where patient_key = %(key)s",
    "health_note": "select to_jsonb(health_note) from health_note where patient_key = %(key)s",
    "appointment": """select to_jsonb(appointment) - 'link_fingerprint' from appointment where
        patient_key = %(key)s""",
    "appointment_history": """select to_jsonb(appointment_history) from appointment_history where
        appointment_key in (select key from appointment where patient_key = %(key)s)""",
    "combined_visit": """select to_jsonb(combined_visit) from combined_visit where appointment_key in
        (select key from appointment where patient_key = %(key)s)""",
    "review": """select to_jsonb(review) from review where appointment_key in (select key from
        appointment where patient_key = %(key)s)""",
    "waitlist_entry": """select to_jsonb(waitlist_entry) from waitlist_entry where patient_key = %(key)s""",
    "waitlist_offer": """select to_jsonb(waitlist_offer) from waitlist_offer where entry_key in (select
        key from waitlist_entry where patient_key = %(key)s)""",
    "waitlist_call": """select to_jsonb(waitlist_call) from waitlist_call where entry_key in (select key
        from waitlist_entry where patient_key = %(key)s)""",
    "series": "select to_jsonb(series) from series where patient_key = %(key)s",
    "package": "select to_jsonb(package) from package where patient_key = %(key)s",
    "package_ledger": """select to_jsonb(package_ledger) from package_ledger where package_key in (select
        key from package where patient_key = %(key)s)""",
    "care_plan": "select to_jsonb(care_plan) from care_plan where patient_key = %(key)s",
    "care_plan_item": """select to_jsonb(care_plan_item) from care_plan_item where care_plan_key in
        (select key from care_plan where patient_key = %(key)s)""",
    "recall": "select to_jsonb(recall) from recall where patient_key = %(key)s",
    "legal_hold": "select to_jsonb(legal_hold) from legal_hold where patient_id = %(id)s",
    "erasure": "select to_jsonb(erasure) from erasure where patient_id = %(id)s",
}


async def export(conn: Connection, patient_key: int, patient_id: str) -> dict[str, list[Any]]:
    """Every row there is of the patient, by table; without the fingerprints of links."""
    found = {}
    for table, query in QUERIES.items():
        cursor = await conn.execute(query, {"key": patient_key, "id": patient_id})
        found[table] = [row[0] for row in await cursor.fetchall()]
    return found
