"""100,000 patients with a check-in open, and one with two years behind her."""

import hashlib
from datetime import datetime, timedelta

import psycopg

SINCE = timedelta(days=730)
EVERY = timedelta(days=3.5)
SESSION = "a-session-of-the-bench"  # opens her page
PATIENT, COMPLAINT, VISIT = "patient-1", "complaint-1", "visit-1"

FILL = """
with numbers as (
    select n, 'patient-' || n as patient_id, 'visit-' || n as appointment_id,
           'complaint-' || n as complaint_id, n <= %(due)s as is_due
    from generate_series(1, %(count)s::int) n
), patients as (
    insert into patient (patient_id, version, language) select patient_id, 1, 'en' from numbers
), visits as (
    insert into visit (appointment_id, patient_id, version, status, starts_at, treatment_id,
                       practitioner_id, needling, checkin_plan, time_zone, treated_at)
    select appointment_id, patient_id, 1, 'completed', %(treated_at)s, 'acupuncture', 'lin', true,
           'after_needling', 'America/Los_Angeles', %(treated_at)s from numbers
), complaints as (
    insert into complaint (complaint_id, patient_id, code, baseline, recorded_at)
    select complaint_id, patient_id, 'low_back', 6, %(treated_at)s from numbers
), ids as (select gen_random_uuid() as id, * from numbers)
insert into checkin (checkin_id, request_id, patient_id, appointment_id, complaint_id, protocol_id,
                     kind, due_at, expires_at, state, asks)
select id, 'checkin:' || id, patient_id, appointment_id, complaint_id, 'after_needling', 'day_1',
       due_at, due_at + interval '48 hours', 'planned', '{score,reaction}'
from (select *, case when is_due then %(now)s else %(now)s + interval '1 day' end as due_at
      from ids) timed
"""
TWO_YEARS = """
insert into report (report_id, patient_id, complaint_id, reply_id, raw_text, kind, low, high, words,
                    reader_version, reported_at, received_at, late, ask, source)
select gen_random_uuid(), %(patient)s, %(complaint)s, 'reply-' || at, '5', 'score', score, score, '',
       '2', at, at, false, 'score', 'patient'
from (select at, 3 + (row_number() over (order by at)) %% 5 as score
      from generate_series(%(first)s::timestamptz, %(last)s, %(every)s) at) scores
"""


def fill(url: str, count: int, due: int, now: datetime) -> None:
    """`due` of them are due now, and the others tomorrow."""
    with psycopg.connect(url) as conn:
        treated_at = now - timedelta(days=1)
        conn.execute(FILL, {"count": count, "due": due, "now": now, "treated_at": treated_at})
        her = {
            "patient": PATIENT,
            "complaint": COMPLAINT,
            "first": now - SINCE,
            "last": now,
            "every": EVERY,
        }
        conn.execute(TWO_YEARS, her)
        conn.execute(
            """insert into page_session (session_hash, patient_id, opened_at, expires_at)
               values (%s, %s, %s, %s)""",
            (hashlib.sha256(SESSION.encode()).digest(), PATIENT, now, now + SINCE),
        )
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("vacuum analyze")
