"""Events a second through outbox, Kafka and inbox, beside bare aiokafka with the same bytes."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import psycopg
from aiokafka import AIOKafkaProducer

from bench.measure import Line
from sandbox.servers.databases import create_database
from shared import kafka
from shared.db import Database
from shared.events import Event, envelope
from shared.ids import new_id
from shared.migrate import migrate
from tests.support.bus import Node, running, settings_for
from tests.support.eventually import eventually
from tests.support.facts import NOW, booked
from tests.support.servers import PASSWORD, Broker

EVENTS = 10_000
PATIENTS = 500
NOTHING_OF_ITS_OWN = Path(__file__).parent / "no_migrations"


async def measure(admin_dsn: str, broker: Broker) -> list[Line]:
    await kafka.ensure_topics(settings_for(broker))
    events = [booked(f"patient-{n % PATIENTS}", version=n) for n in range(EVENTS)]
    bare = await _bare(broker, events)
    async with (
        _node(admin_dsn, "sender", broker) as sender,
        _node(admin_dsn, "listener", broker) as listener,
    ):
        return [await _whole(sender, listener, events, bare)]


async def _whole(sender: Node, listener: Node, events: Sequence[Event], bare: float) -> Line:
    """From rows in one database to effects in another."""
    for start in range(0, len(events), 500):
        await sender.publish(*events[start : start + 500])
    started = time.perf_counter()
    async with running(sender.relay().run, listener.consumer().run):
        await eventually(
            lambda: _all_heard(listener, len(events)), within_seconds=120, describe="all heard"
        )
    seconds = time.perf_counter() - started
    return Line(
        "events through outbox, Kafka and inbox",
        len(events) / seconds,
        "a second",
        bare,
        "bare aiokafka, produce and consume",
    )


async def _bare(broker: Broker, events: Sequence[Event]) -> float:
    settings = settings_for(broker)
    topic = broker.topic("bare")
    await kafka.ensure_topics(settings, ["bare"])
    producer, consumer = kafka.new_producer(settings, "bare"), kafka.new_consumer(settings, "bare")
    consumer.subscribe([topic])
    await producer.start()
    await consumer.start()
    started = time.perf_counter()
    writing = asyncio.create_task(_produce(producer, topic, events))
    count = 0
    while count < len(events):
        batches = await consumer.getmany(timeout_ms=250)
        count += sum(len(records) for records in batches.values())
    seconds = time.perf_counter() - started
    await writing
    await producer.stop()
    await consumer.stop()
    return len(events) / seconds


async def _produce(producer: AIOKafkaProducer, topic: str, events: Sequence[Event]) -> None:
    for start in range(0, len(events), 500):
        sent = []
        for event in events[start : start + 500]:
            value, headers = envelope.write(
                event_id=new_id(),
                event_type=event.type,
                source="/meridian/bench",
                occurred_at=NOW,
                payload=event.model_dump_json(),
                traceparent=None,
            )
            sent.append(
                await producer.send(
                    topic, value=value, key=event.patient_id.encode(), headers=headers
                )
            )
        await asyncio.gather(*sent)


async def _all_heard(node: Node, count: int) -> bool:
    return await node.scalar("select count(*) from heard") == count


@contextlib.asynccontextmanager
async def _node(admin_dsn: str, name: str, broker: Broker) -> AsyncIterator[Node]:
    url = create_database(admin_dsn, f"bench_{name}", owner=f"bench_{name}", password=PASSWORD)
    migrate(url, NOTHING_OF_ITS_OWN)
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            """create table heard (
                   id bigint generated always as identity, patient_id text, version integer)"""
        )
    async with Database(url, pool_size=4) as db:
        yield Node(name, db, settings_for(broker))
