"""Reminders that are all due now, each of another patient's visit."""

from datetime import datetime, timedelta

import psycopg
from psycopg.types.json import Jsonb

from tests.support import facts

FILL = """
with numbers as (
    select n, 'patient-' || n as patient_id, 'visit-' || n as appointment_id,
           '+1310555' || n %% 8999 + 1000 as phone
    from generate_series(%(first)s::int, %(last)s::int) n
), patients as (
    insert into patient (patient_id, version, practice_id, name, phone, language,
                         consented_categories)
    select patient_id, 1, 'bench', 'Patient ' || n, phone, 'en', '{visit}' from numbers
), consents as (
    insert into consent_entry (phone, patient_id, category, state, source, at)
    select phone, patient_id, 'visit', 'granted', 'bench', %(now)s from numbers
), visits as (
    insert into visit (appointment_id, version, patient_id, status, starts_at, content)
    select appointment_id, 1, patient_id, 'booked', %(starts_at)s,
           %(visit)s || jsonb_build_object('appointment_id', appointment_id)
    from numbers
)
insert into text (text_id, patient_id, kind, category, state, version, planned_at, due_at,
                  expires_at, appointment_id, appointment_version, lead, template_values, attempts)
select gen_random_uuid(), patient_id, 'reminder', 'visit', 'planned', 1, %(now)s, %(now)s,
       %(starts_at)s, appointment_id, 1, '3h', '{}', 0
from numbers
"""


def phone_of(number: int) -> str:
    """Never the clinic's own, 0100."""
    return f"+1310555{number % 8999 + 1000}"


def fill(url: str, first: int, count: int, now: datetime) -> None:
    """Of patients number `first` and the following, `count` of them."""
    add(url, first, count, now)
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("vacuum analyze")


def add(url: str, first: int, count: int, due_at: datetime) -> None:
    """Due then, for visits three hours later."""
    visit = facts.visit(starts_at=due_at + timedelta(hours=3), appointment_id="")
    values = {
        "first": first,
        "last": first + count - 1,
        "now": due_at,
        "starts_at": visit.starts_at,
        "visit": Jsonb(visit.model_dump(mode="json")),
    }
    with psycopg.connect(url) as conn:
        conn.execute(FILL, values)
