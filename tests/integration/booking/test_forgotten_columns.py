"""Every column that could hold words about a patient is forgotten with them, or kept for a reason."""

from tests.integration.booking.test_erasing import ask, came
from tests.support.booking import Booking

# Emptied, or gone with their rows.
FORGOTTEN = """
    appointment_history.reason care_plan.reason recall.reason package_ledger.reason
    complaint.code complaint.since complaint.onset complaint.cause complaint.areas
    health_note.medicines health_note.herbs health_note.allergies
    patient.name patient.folded_name patient.phone patient.email patient.language patient.time_zone
    patient.guardian patient_flag.flag
    text_consent.wording text_consent.wording_version text_consent.source text_consent.categories
    email_consent.address email_consent.wording email_consent.wording_version email_consent.source
    phone_code.phone proven_phone.phone outbox.payload
"""
# A word of a closed list, or an id.
NO_FREE_WORDS = """
    appointment.status appointment.marks appointment_history.status appointment_history.action
    appointment_history.actor appointment_history.reply_id care_plan.state recall.state
    freed_slot.outcome waitlist_call.outcome waitlist_call.closed_by waitlist_entry.state
    waitlist_entry.weekdays waitlist_offer.state package.treatment_keys package_ledger.cause
    package_ledger.actor patient_merge.merged_by patient_merge.undone_by review.released_by
    series.idempotency_key erasure.asked_by legal_hold.placed_by legal_hold.lifted_by
    outbox.topic outbox.key outbox.type outbox.traceparent idempotency_key.key
    idempotency_key.outcome webhook_delivery.type webhook_delivery.state
    webhook_delivery.last_outcome uncovered_visit.gap dead_letter.topic dead_letter.headers dead_letter.reason
"""
# Kept on purpose: why a hold stood must be shown later; an answer to a client's key names no patient
# and goes after three days; webhooks carry ids and times.
KEPT = "legal_hold.reason idempotency_key.answer webhook_delivery.event"
# The practice's own, about nobody who comes.
OF_THE_PRACTICE = {
    "complaint_choice", "equipment", "location", "outside_calendar", "practice", "practitioner",
    "room", "time_off", "treatment", "webhook_endpoint", "zone_data",
    "settings_change", "demo_practice",
}  # fmt: skip
MARK = "Marzipan"


async def text_columns(booking: Booking) -> set[str]:
    rows = await booking.list_rows(
        """select table_name || '.' || column_name as name, table_name as holder
           from information_schema.columns
           where table_schema = 'public' and table_name !~ '^_?yoyo'
             and data_type in ('text', 'character varying', 'json', 'jsonb', 'ARRAY')"""
    )
    return {row["name"] for row in rows if row["holder"] not in OF_THE_PRACTICE}


async def test_every_column_of_text_is_known_to_be_forgotten_or_kept(booking: Booking) -> None:
    named = [*FORGOTTEN.split(), *NO_FREE_WORDS.split(), *KEPT.split()]
    assert len(named) == len(set(named))
    assert await text_columns(booking) == set(named)


async def test_reasons_that_staff_wrote_about_a_patient_are_forgotten_everywhere(
    booking: Booking,
) -> None:
    patient_id = await came(booking)
    plans, headers = "/staff/v1/care-plans", booking.staff_headers()
    items = [{"treatment": "acupuncture", "visits": 8}]
    plan = {"patient_id": patient_id, "starts_on": "2027-03-12", "items": items}
    made = (await booking.http.post(plans, headers=headers, json=plan)).json()
    over = {"version": made["version"], "stopped": True, "reason": MARK}
    await booking.http.post(f"{plans}/{made['id']}/end", headers=headers, json=over)
    await put_off(booking)
    assert await holders(booking) == {"care_plan.reason", "recall.reason"}
    assert (await ask(booking, "POST", f"{patient_id}/erase")).json() == {"state": "erased"}
    assert await holders(booking) == set()


async def put_off(booking: Booking) -> None:
    """The call to this patient, for a reason that staff wrote down."""
    async with booking.db.transaction() as conn:
        await conn.execute(
            """insert into recall (id, patient_key, location_key, last_visit_at, course_unfinished,
                                   reason, due_since)
               select gen_random_uuid(), patient_key, location_key, starts_at, false, %s, starts_at
               from appointment""",
            (MARK,),
        )


async def holders(booking: Booking) -> set[str]:
    """Which columns hold the mark; facts that are still on their way out aside."""
    found = set()
    for name in await text_columns(booking):
        table, column = name.split(".")
        rows = await booking.list_rows(
            f"select from {table} where {column}::text like %s", f"%{MARK}%"
        )
        found |= {name} if rows and table != "outbox" else set()
    return found
