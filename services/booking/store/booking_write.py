"""The booking write: one statement, and so one transaction, that books everything or nothing.

Practitioner, room, equipment and patient are guarded by exclusion constraints, seats by a unique
index. `on conflict do nothing` makes the loser of a race wait for the winner and then get no row; a
plain insert would deadlock. The visit is the first row: without it none of the others is written.
Those that may meet their like (the same new patient, the same key at once) raise UniqueViolation,
and everything is undone.
"""

from enum import StrEnum
from functools import lru_cache

from services.booking.store.numbered import Numbered
from shared import outbox


class Patient(StrEnum):
    """Whether the booking makes the patient, changes the record, or leaves it as it is."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"


# What the visit's row needs from the patient. A record that changed since it was looked at gives
# no row, and the booking is reasoned again.
WHO = {
    Patient.NEW: "who as (select nextval('patient_key_seq') as key)",
    Patient.CHANGED: """who as (
        select key from patient where key = %(patient_key)s and version = %(patient_version)s - 1
        for no key update)""",
    Patient.KNOWN: "who as (select %(patient_key)s::bigint as key)",
}

BOOKED = """booked as (
    insert into appointment (id, location_key, treatment_key, practitioner_key, room_key,
                             equipment_key, patient_key, starts_at, ends_at, blocked,
                             practitioner_blocked, cancel_until, booked_at, link_fingerprint,
                             overbooked, class_time_key, seat, wall_starts_at, status, series_key)
    select %(id)s, %(location_key)s, %(treatment_key)s, %(practitioner_key)s, %(room_key)s,
           %(equipment_key)s, who.key, %(starts_at)s, %(ends_at)s, %(blocked)s::tstzrange,
           %(practitioner_blocked)s::tstzmultirange, %(cancel_until)s, %(now)s, %(fingerprint)s,
           %(overbooked)s, %(class_time_key)s, %(seat)s, %(wall_starts_at)s, %(status)s,
           %(series_key)s
    from who, catalogue_revision
    where revision = %(revision)s and (%(overbooked)s or (
        select 1 from appointment a where a.live and a.overbooked
        and a.blocked && %(blocked)s::tstzrange and a.party <> %(party)s::bigint
        and (a.practitioner_key = %(practitioner_key)s
             and a.practitioner_blocked && %(practitioner_blocked)s::tstzmultirange
             or a.room_key = %(room_key)s or a.equipment_key = %(equipment_key)s)
        limit 1) is null)
    on conflict do nothing returning key, patient_key)"""

PARTS = {
    "made": """
    insert into patient (key, id, practice_key, name, folded_name, phone, email, birth_date,
                         language, time_zone, guardian, created_at, updated_at)
    overriding system value
    select patient_key, %(patient_id)s::uuid, %(practice_key)s, %(name)s, %(folded_name)s,
           %(phone)s, %(email)s, %(birth_date)s::date, %(language)s, %(time_zone)s, %(guardian)s,
           %(now)s, %(now)s
    from booked""",
    "completed": """
    update patient set version = %(patient_version)s, updated_at = %(now)s, email = %(email)s,
           birth_date = %(birth_date)s::date, language = %(language)s, guardian = %(guardian)s
    from booked where patient.key = booked.patient_key""",
    "claimed": """
    insert into idempotency_key (key, digest, outcome, answer, created_at)
    select %(key)s, %(digest)s, 'booked', %(answer)s::json, %(now)s from booked""",
    "written": """
    insert into appointment_history (appointment_key, version, status, action, actor, at, reason)
    select key, 1, 'booked', 'book', %(actor)s, %(now)s, %(reason)s from booked""",
    "agreed": """
    insert into text_consent (patient_key, given_at, wording, wording_version, source, categories)
    select patient_key, %(now)s, %(consent_wording)s, %(consent_version)s, %(consent_source)s,
           %(consent_categories)s
    from booked""",
    "emailed": """
    insert into email_consent (patient_key, address, given_at, wording, wording_version, source)
    select patient_key, %(email_address)s, %(now)s, %(email_wording)s, %(email_version)s,
           %(email_source)s
    from booked""",
    "marked": "insert into newcomer (appointment_key) select key from booked",
    "complained": """
    insert into complaint (id, patient_key, appointment_key, code, baseline, recorded_at)
    select %(complaint_id)s, patient_key, key, %(complaint)s, %(baseline)s::smallint, %(now)s
    from booked""",
    "flagged": """
    insert into patient_flag (patient_key, flag, recorded_at)
    select patient_key, flag, %(now)s from booked, unnest(%(flags)s::text[]) as flag
    on conflict do nothing""",
    "reviewed": """
    insert into review (appointment_key, asked_at) select key, %(now)s from booked""",
    "counted": """
    update care_plan set touched_at = %(now)s from booked
    where state = 'active' and touched_at is null and care_plan.patient_key = booked.patient_key""",
    "told": outbox.INSERT + ", booked",
}


@lru_cache
def write(patient: Patient, parts: tuple[str, ...]) -> Numbered:
    """`parts` are the other rows that this booking writes, of those in PARTS."""
    whole = [WHO[patient], BOOKED, *(f"{part} as ({PARTS[part]})" for part in parts)]
    return Numbered.of(", ".join(whole).join(("with ", " select key from booked")))
