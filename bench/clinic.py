"""A practice large enough to book into for a while, its patients, and a past full of visits."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from services.booking.domain.practice_file import PracticeFile

PRACTITIONERS = 10
HORIZON_DAYS = 365
DAY = timedelta(days=1)
HOURS_OF_THE_DAY = range(9, 17)
ZONE = ZoneInfo("America/Los_Angeles")
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# Numbers ...-555-0100 to 0199 of an area are nobody's.
AREAS = (213, 310, 323, 408, 415, 510, 530, 559, 562, 619, 626, 650, 661, 707, 714, 760, 805, 818)

# So many visits of the same practitioners in the years before, eight an hour long each day.
PAST = """
with patients as (
    insert into patient (id, practice_key, name, folded_name, phone, language, created_at,
                         updated_at)
    select gen_random_uuid(), (select key from practice), 'Past ' || n, 'past ' || n,
           '+13105550199', 'en', %(now)s, %(now)s
    from generate_series(1, 1000) n
    returning key
), numbered as (
    select key, row_number() over () - 1 as place from patients
), visits as (
    select n, n %% %(staff)s as who,
           date_trunc('day', %(now)s::timestamptz) - interval '1 day' * (1 + n / %(staff)s / 8)
             + interval '1 hour' * (9 + n / %(staff)s %% 8) as at
    from generate_series(0, %(count)s - 1) n
)
insert into appointment (id, status, location_key, treatment_key, practitioner_key, room_key,
                         patient_key, starts_at, ends_at, blocked, practitioner_blocked,
                         cancel_until, booked_at, link_fingerprint, wall_starts_at)
select gen_random_uuid(), 'completed', (select key from location), (select key from treatment),
       p.key, r.key, numbered.key, at, at + interval '45 minutes',
       tstzrange(at, at + interval '1 hour'),
       tstzmultirange(tstzrange(at, at + interval '1 hour')), at, at, sha256(n::text::bytea),
       at at time zone 'UTC'
from visits
join practitioner p on p.id = 'practitioner-' || who
join room r on r.id = 'room-' || who
join numbered on numbered.place = n %% 1000
"""

# What looks at other rows for each row that is added.
GUARDS = """
select conname, pg_get_constraintdef(oid) from pg_constraint
where conrelid = 'appointment'::regclass and contype in ('x', 'f')
"""


@dataclass(frozen=True)
class FreeTime:
    practitioner: str
    starts_at: datetime


def practice() -> PracticeFile:
    return PracticeFile.model_validate(
        {
            "id": "bench",
            "name": "Bench",
            "cancel_notice_hours": 24,
            "locations": [_location()],
            "treatments": [_treatment()],
            "practitioners": [_practitioner(n) for n in range(PRACTITIONERS)],
            "complaints": [{"code": "low_back", "label": "Lower back pain"}],
        }
    )


def free_times(first: date) -> Iterator[FreeTime]:
    """Every time of the practice from that day to its horizon, while nobody has booked, in an
    order that fills all days alike and is the same each time.
    """
    times = [
        FreeTime(f"practitioner-{who}", datetime.combine(first + day * DAY, time(hour), ZONE))
        for day in range(HORIZON_DAYS - 1)
        for hour in HOURS_OF_THE_DAY
        for who in range(PRACTITIONERS)
    ]
    random.Random(1).shuffle(times)
    return iter(times)


def booking(free: FreeTime, number: int) -> dict[str, Any]:
    """The JSON of the `number`-th new patient's booking, with consent to be texted."""
    area = AREAS[number // 100 % len(AREAS)]
    return {
        "treatment": "acupuncture",
        "practitioner": free.practitioner,
        "starts_at": free.starts_at.isoformat(),
        "patient": {"name": f"Patient {number}", "phone": f"{area}-555-01{number % 100:02}"},
        "text_consent": True,
    }


def fill(url: str, count: int) -> None:
    """Add so many visits of the past. They are checked all at once in the end: one after the other
    a million takes a quarter of an hour.
    """
    values = {"now": datetime.now(UTC), "staff": PRACTITIONERS, "count": count}
    with psycopg.connect(url) as conn:
        guards = conn.execute(GUARDS).fetchall()
        conn.execute(_altered(["drop constraint {}"] * len(guards), guards))
        conn.execute(PAST, values)
        conn.execute(_altered([f"add constraint {{}} {rule}" for _, rule in guards], guards))
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute("vacuum analyze")


def _altered(changes: list[str], guards: list[tuple[str, str]]) -> sql.Composed:
    named = [
        sql.SQL(change).format(sql.Identifier(name))
        for change, (name, _) in zip(changes, guards, strict=True)
    ]
    return sql.SQL("alter table appointment ") + sql.SQL(", ").join(named)


def _location() -> dict[str, Any]:
    return {
        "id": "here",
        "name": "Here",
        "text_name": "Bench Center",
        "phone": "310-555-0100",
        "address": "1 Example Street",
        "time_zone": ZONE.key,
        "rooms": [
            {"id": f"room-{n}", "name": f"Room {n}", "kind": "treatment"}
            for n in range(PRACTITIONERS)
        ],
    }


def _treatment() -> dict[str, Any]:
    return {
        "id": "acupuncture",
        "name": "Acupuncture",
        "summary": "Needles.",
        "minutes": 45,
        "buffer_after_minutes": 15,
        "grid_minutes": 30,
        "notice_hours": 4,
        "horizon_days": HORIZON_DAYS,
        "needling": True,
        "reminder_plan": "standard",
        "checkin_plan": "standard",
        "room_kind": "treatment",
    }


def _practitioner(number: int) -> dict[str, Any]:
    hours = {"location": "here", "days": EVERY_DAY, "opens": "09:00", "closes": "17:00"}
    return {
        "id": f"practitioner-{number}",
        "name": f"Practitioner {number}",
        "title": "Acupuncturist",
        "treatments": ["acupuncture"],
        "hours": [hours],
    }
