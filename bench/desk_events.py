"""What the dashboard is filled with: patients, a full day, five years, and topics of any length."""

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from aiokafka import TopicPartition

from shared import kafka
from shared.db import Database
from shared.events import Event, Received, envelope
from shared.ids import new_id
from shared.settings import ServiceSettings
from tests.integration.dashboard import facts
from tests.support.facts import NOW

VISITS = 80
OLD = "patient-of-five-years"
WEEKS = 260
KNOWN = 5000
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
BATCH = 1000


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


async def publish(settings: ServiceSettings, count: int) -> None:
    """Straight to the topics: what is measured begins there."""
    producer = kafka.new_producer(settings, "bench")
    await producer.start()
    stream = _endless()
    left = count
    while left:
        sent = []
        for event in islice(stream, min(BATCH, left)):
            value, headers = envelope.write(
                event_id=new_id(),
                event_type=event.type,
                source="/meridian/bench",
                occurred_at=NOW,
                payload=event.model_dump_json(),
                traceparent=None,
            )
            topic = settings.kafka_topic_prefix + event.topic
            key = event.patient_id.encode()
            sent.append(await producer.send(topic, value=value, key=key, headers=headers))
        for acknowledged in sent:
            await acknowledged
        left -= len(sent)
    await producer.stop()


async def read_all(settings: ServiceSettings) -> float:
    """Records a second, from the beginning to the end of every topic, doing nothing with them."""
    source = kafka.new_consumer(settings, "bench-bare")
    await source.start()
    names = [settings.kafka_topic_prefix + topic for topic in kafka.topics()]
    partitions = [
        TopicPartition(name, number)
        for name in names
        for number in source.partitions_for_topic(name) or ()
    ]
    source.assign(partitions)
    await source.seek_to_beginning(*partitions)
    left: int = sum((await source.end_offsets(partitions)).values())
    count, started = left, time.perf_counter()
    while left > 0:
        batches = await source.getmany(timeout_ms=250)
        left -= sum(len(records) for records in batches.values())
    seconds = time.perf_counter() - started
    await source.stop()
    return count / seconds


def _endless() -> Iterator[Event]:
    """Patients, visits, texts and scores, as a clinic's days bring them."""
    number = 0
    while True:
        patient_id = f"patient-{number % KNOWN}"
        yield facts.patient(patient_id, version=number + 1)
        yield facts.booked(facts.visit(f"visit-{number}"), patient_id)
        yield facts.reply(patient_id=patient_id, reply_id=f"reply-{number}")
        yield facts.pain(number % 11, patient_id=patient_id, report_id=f"report-{number}")
        number += 1


def _arrived(events: list[Event]) -> list[Received[Event]]:
    return [facts.received(event, NOW) for event in events]
