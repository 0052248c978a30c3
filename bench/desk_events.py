"""What the dashboard is filled with: patients, a full day, five years."""

import random
from datetime import timedelta

from shared.db import Database
from shared.events import Event, Received
from tests.integration.dashboard import facts
from tests.support.facts import NOW

VISITS = 80
OLD = "patient-of-five-years"
WEEKS = 260
FIRST = [
    "Ana",
    "Ben",
    "Carla",
    "Dmitri",
    "Elena",
    "Farid",
    "Grace",
    "Hanna",
    "Jonas",
    "Kemal",
    "Lucía",
    "Mei",
    "Noor",
    "Olga",
    "Zoe",
]
LAST = [
    "Martinez",
    "Nguyen",
    "Lopez",
    "García",
    "Li",
    "Okafor",
    "Peters",
    "Rivera",
    "Sato",
    "Tanaka",
    "Vasquez",
    "Whitfield",
]


async def fill_patients(db: Database, count: int) -> None:
    chosen = random.Random(2)
    async with db.transaction() as conn:
        await conn.execute("set local statement_timeout = 0")
        async with (
            conn.cursor() as cursor,
            cursor.copy(
                """copy patient (patient_id, version, name, phone, language, consent_categories)
                   from stdin"""
            ) as rows,
        ):
            for number in range(count):
                name = f"{chosen.choice(FIRST)} {chosen.choice(LAST)}{number % 97}"
                phone = f"+1{chosen.randint(2_000_000_000, 9_999_999_999)}"
                await rows.write_row((f"known-{number}", 1, name, phone, "en", "{}"))
        await conn.execute("analyze patient")


def day() -> list[Received[Event]]:
    """Today: eighty patients, each with a visit, a text and a score."""
    found: list[Event] = []
    for number in range(VISITS):
        patient_id = f"today-{number}"
        visit = facts.visit(f"visit-{number}", starts_at=NOW + timedelta(minutes=6 * number))
        found += [
            facts.patient(patient_id, name=f"Patient {number}"),
            facts.booked(visit, patient_id),
            facts.intake(patient_id=patient_id),
            facts.pain(number % 11, patient_id=patient_id),
            facts.reply(patient_id=patient_id, reply_id=f"reply-{number}"),
        ]
    return _arrived(found)


def five_years() -> list[Received[Event]]:
    """A visit every second week, a text and a score every week."""
    found: list[Event] = [facts.patient(OLD), facts.intake(patient_id=OLD)]
    for week in range(WEEKS):
        at = NOW - timedelta(weeks=WEEKS - week)
        if week % 2:
            found.append(facts.booked(facts.visit(f"old-{week}", starts_at=at), OLD))
        found.append(facts.reply(f"{week % 11}", patient_id=OLD, reply_id=f"old-{week}", at=at))
        found.append(facts.pain(week % 11, patient_id=OLD, at=at, report_id=f"old-{week}"))
    return _arrived(found)


def _arrived(events: list[Event]) -> list[Received[Event]]:
    return [facts.received(event, NOW) for event in events]
