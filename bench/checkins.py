"""Check-ins asked when they are due, replies read, and two years of scores drawn."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import psycopg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from bench import checkins_open
from bench.checkins_open import PATIENT, SESSION, VISIT
from bench.measure import Line, percentiles
from bench.servers import Servers, make_topics
from sandbox.servers.databases import create_database
from sandbox.servers.ports import LOOPBACK, free_ports
from services.followup.__main__ import MIGRATIONS
from services.followup.handlers.checkins import BATCH, settle_due_checkins
from shared import kafka
from shared.auth import Role, Staff, issue_token
from shared.db import Database
from shared.events import envelope
from shared.events.replies import Intent, ReplyReceived
from shared.ids import new_id
from shared.migrate import migrate
from tests.support.bus import settings_for
from tests.support.processes import service_program
from tests.support.servers import PASSWORD

OPEN, DUE = 100_000, 20_000
REPLIES, PAUSE_SECONDS = 300, 0.1
DRAWN = 200
SECRET = "a-secret-of-the-bench-and-of-nothing-else"  # noqa: S105 - guards nothing
AT_MOST_SECONDS = 30.0


def measure(servers: Servers) -> Iterator[Line]:
    url = create_database(
        servers.admin_dsn, "bench_followup", owner="bench_followup", password=PASSWORD
    )
    migrate(url, MIGRATIONS)
    now = datetime.now(UTC)
    checkins_open.fill(url, OPEN, DUE, now)
    rate = asyncio.run(_ask_all(url, now))
    limit = _same_rows(url)
    yield Line(
        f"due of {OPEN:,} open check-ins, asked", rate, "a second", limit, "the same rows alone"
    )
    with _service(servers, url) as address:
        yield from asyncio.run(_replies(servers))
        yield from asyncio.run(_drawn(address))


async def _ask_all(url: str, now: datetime) -> float:
    async with Database(url, pool_size=2) as db:
        started = time.perf_counter()
        more = True
        while more:
            async with db.transaction() as conn:
                more = await settle_due_checkins(conn, now)
        seconds = time.perf_counter() - started
    with psycopg.connect(url) as conn:
        asked = conn.execute("select count(*) from outbox where type like %s", ("%requested%",))
        if (found := asked.fetchone()) != (DUE,):
            raise RuntimeError(f"{found} asked instead of {DUE}")
    return DUE / seconds


def _same_rows(url: str) -> float:
    """The rows that asking wrote, written again through psycopg alone, as many to a transaction."""
    with psycopg.connect(url) as conn:
        ids = conn.execute("select checkin_id from checkin where state = 'asked'").fetchall()
        conn.execute("create table outbox_again (like outbox including all)")
        rows = conn.execute("select position from outbox order by position").fetchall()
    started = time.perf_counter()
    with psycopg.connect(url) as conn:
        for begin in range(0, len(ids), BATCH):
            with conn.transaction(), conn.cursor() as cursor:
                cursor.executemany(
                    "update checkin set asked_at = asked_at + interval '1 s' where checkin_id = %s",
                    ids[begin : begin + BATCH],
                )
                cursor.executemany(
                    """insert into outbox_again overriding system value
                       select * from outbox where position = %s""",
                    rows[begin : begin + BATCH],
                )
    return len(ids) / (time.perf_counter() - started)


@contextmanager
def _service(servers: Servers, url: str) -> Iterator[str]:
    asyncio.run(make_topics(servers.broker))
    with psycopg.connect(url) as conn:
        conn.execute("delete from outbox")  # what was asked waits for nobody here
    [port] = free_ports(1)
    address = f"http://{LOOPBACK}:{port}"
    broker = servers.broker
    told = {
        "MERIDIAN_FOLLOWUP_DATABASE_URL": url,
        "MERIDIAN_FOLLOWUP_PORT": str(port),
        "MERIDIAN_SERVICE_SECRET": SECRET,
        "MERIDIAN_REDIS_URL": servers.redis_url,
        "MERIDIAN_KAFKA_BOOTSTRAP": broker.bootstrap,
        "MERIDIAN_KAFKA_IDEMPOTENCE": "false",
        "MERIDIAN_KAFKA_TOPIC_PREFIX": broker.topic_prefix,
        "MERIDIAN_KAFKA_SESSION_SECONDS": "4",
        "MERIDIAN_KAFKA_FETCH_WAIT_MS": "100",
    }
    program = service_program(servers.place, "followup", told, f"{address}/readyz")
    program.start()
    yield address
    program.stop()


async def _replies(servers: Servers) -> list[Line]:
    """One after the other, each from another patient whose question is open."""
    settings = settings_for(servers.broker)
    producer = kafka.new_producer(settings, "bench")
    consumer = kafka.new_consumer(settings, "bench-checkins")
    consumer.subscribe([servers.broker.topic("clinic.checkins")])
    await producer.start()
    await consumer.start()
    try:
        await _one_reply(servers, producer, consumer, 1)  # when it is heard, all are connected
        taken = []
        for number in range(2, REPLIES + 2):
            taken.append(await _one_reply(servers, producer, consumer, number))
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        await producer.stop()
        await consumer.stop()
    return percentiles("from reply to pain_reported, through Kafka", taken)


async def _one_reply(
    servers: Servers, producer: AIOKafkaProducer, consumer: AIOKafkaConsumer, number: int
) -> float:
    patient_id = f"patient-{number}"
    reply = ReplyReceived(
        patient_id=patient_id,
        reply_id=str(new_id()),
        received_at=datetime.now(UTC),
        body="PAIN 5",
        language="en",
        intent=Intent.OTHER,
        appointment_id=None,
        question=None,
    )
    value, headers = envelope.write(
        event_id=new_id(),
        event_type=reply.type,
        source="/meridian/bench",
        occurred_at=reply.received_at,
        payload=reply.model_dump_json(),
        traceparent=None,
    )
    topic = servers.broker.topic("clinic.replies")
    started = time.perf_counter()
    await producer.send(topic, value=value, key=patient_id.encode(), headers=headers)
    while time.perf_counter() - started < AT_MOST_SECONDS:
        batches = await consumer.getmany(timeout_ms=250)
        if any(r.key == patient_id.encode() for records in batches.values() for r in records):
            return time.perf_counter() - started
    raise TimeoutError("no pain_reported came")


async def _drawn(address: str) -> list[Line]:
    """Her series as the dashboard gets it, and her own page with the line drawn."""
    lin = Staff("lin", "Dr. Lin", Role.PRACTITIONER)
    token = issue_token(lin, audience="followup", secret=SECRET, now=datetime.now(UTC))
    headers, cookies = {"Authorization": f"Bearer {token}"}, {"mine": SESSION}
    async with httpx.AsyncClient(base_url=address, headers=headers, cookies=cookies) as client:
        series = await _gets(client, f"/staff/v1/patients/{PATIENT}/series")
        page = await _gets(client, f"/mine/{VISIT}/numbers")
    return [
        *percentiles("two years of scores, as data", series),
        *percentiles("two years of scores, drawn on a page", page),
    ]


async def _gets(client: httpx.AsyncClient, path: str) -> list[float]:
    taken = []
    for _ in range(DRAWN):
        started = time.perf_counter()
        answer = await client.get(path)
        taken.append(time.perf_counter() - started)
        if answer.status_code != httpx.codes.OK:
            raise RuntimeError(f"{path} answered {answer.status_code}")
    return taken
