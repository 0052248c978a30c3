"""The servers behind the sandbox and the tests do what Meridian needs of them."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from sandbox.servers.databases import create_database, dsn_of
from sandbox.servers.ports import PortTakenError, free_ports, refuse_taken_ports
from sandbox.servers.postgres import Postgres
from sandbox.servers.server import ServerUnavailableError
from tests.support.apache_kafka.fixtures import RunningCluster
from tests.support.processes import Program, Workplace, server_program
from tests.support.servers import Broker, DatabaseFactory

PASSWORD = "only-for-tests"


def book_rooms(dsn: str) -> None:
    with psycopg.connect(dsn) as conn:
        conn.execute("create extension if not exists btree_gist")
        conn.execute("""
            create table booked (
                room_id int not null, during tstzrange not null,
                constraint booked_once exclude using gist (room_id with =, during with &&))
        """)


def book(dsn: str, during: str) -> None:
    with psycopg.connect(dsn) as conn:
        conn.execute("insert into booked values (1, %s)", [during])


def count_booked(dsn: str) -> int:
    with psycopg.connect(dsn) as conn:
        row = conn.execute("select count(*) from booked").fetchone()
    assert row
    return int(row[0])


def test_an_exclusion_constraint_over_an_id_and_a_range_holds(
    database_factory: DatabaseFactory,
) -> None:
    dsn = database_factory("rooms", book_rooms)
    book(dsn, "[2026-03-02 09:00Z, 2026-03-02 10:00Z)")
    book(dsn, "[2026-03-02 10:00Z, 2026-03-02 11:00Z)")
    with pytest.raises(psycopg.errors.ExclusionViolation, match="booked_once"):
        book(dsn, "[2026-03-02 09:30Z, 2026-03-02 10:30Z)")


def test_each_test_database_starts_as_the_migrated_template(
    database_factory: DatabaseFactory,
) -> None:
    first, second = (database_factory("rooms", book_rooms) for _ in range(2))
    book(first, "[2026-03-02 09:00Z, 2026-03-02 10:00Z)")
    assert (count_booked(first), count_booked(second)) == (1, 0)


def test_a_service_cannot_connect_to_the_database_of_another(postgres: str) -> None:
    mine, theirs = f"mine_{os.getpid()}", f"theirs_{os.getpid()}"
    dsn = create_database(postgres, mine, owner=mine, password=PASSWORD)
    create_database(postgres, theirs, owner=theirs, password=PASSWORD)
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(dsn_of(dsn, theirs))


def test_creating_a_database_again_keeps_what_is_in_it(postgres: str) -> None:
    name = f"twice_{os.getpid()}"
    book_rooms(create_database(postgres, name, owner=name, password="old"))
    assert count_booked(create_database(postgres, name, owner=name, password="new")) == 0


@pytest.fixture
def own_postgres(workplace: Workplace, tmp_path: Path) -> Postgres:
    directory = workplace.directory / f"own-{tmp_path.name}" / "postgres"
    directory.parent.mkdir(mode=0o711)
    return Postgres(directory, free_ports(1)[0], PASSWORD)


@pytest.fixture
def own_program(workplace: Workplace, own_postgres: Postgres) -> Program:
    own_postgres.prepare()
    program = server_program(workplace, own_postgres)
    program.start()
    return program


def test_postgres_starts_again_after_kill_9_with_what_was_committed(
    own_postgres: Postgres, own_program: Program
) -> None:
    dsn = own_postgres.admin_dsn
    book_rooms(dsn)
    with psycopg.connect(dsn):  # somebody is connected while it dies
        book(dsn, "[2026-03-02 09:00Z, 2026-03-02 10:00Z)")
        own_program.kill()
    own_program.start()
    assert count_booked(dsn) == 1
    assert own_program.stop() == 0


def test_postgres_starts_although_an_old_pid_file_names_a_running_process(
    own_postgres: Postgres, own_program: Program
) -> None:
    own_program.kill()
    pid_file = own_postgres.data_directory / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:], ""]))
    own_program.start()
    assert own_program.stop() == 0


def test_a_running_postgres_is_not_started_on(own_postgres: Postgres, own_program: Program) -> None:
    with pytest.raises(ServerUnavailableError, match=f"process {own_program.pid}"):
        own_postgres.prepare()
    with pytest.raises(PortTakenError, match=str(own_postgres.port)):
        refuse_taken_ports([*free_ports(2), own_postgres.port])
    own_program.stop()


def test_valkey_keeps_a_value_until_it_is_flushed(valkey_url: str) -> None:
    with redis.Redis.from_url(valkey_url, decode_responses=True) as client:
        assert client.keys() == []
        client.set("hold", "9:00", ex=60)
        assert client.get("hold") == "9:00"


@asynccontextmanager
async def topic_on(broker: Broker, partitions: int = 3) -> AsyncIterator[str]:
    topic = broker.topic("records")
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, partitions, broker.replicas)])
        yield topic
    finally:
        await admin.close()


async def produce(broker: Broker, topic: str, values: list[bytes]) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=broker.bootstrap, acks="all", enable_idempotence=broker.idempotent
    )
    async with producer:
        for value in values:
            await producer.send_and_wait(topic, value, key=b"patient")


async def consume(broker: Broker, topic: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=broker.bootstrap,
        group_id=broker.topic("group"),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=2000,  # the embedded broker waits half of it for a group to gather
        heartbeat_interval_ms=500,
    )
    async with consumer:
        records = [await consumer.getone() for _ in range(count)]
    return [record.value for record in records]


async def test_the_embedded_broker_carries_records_in_order(kafka: Broker) -> None:
    values = [str(n).encode() for n in range(20)]
    async with topic_on(kafka) as topic:
        await produce(kafka, topic, values)
        assert await consume(kafka, topic, len(values)) == values


async def test_apache_kafka_carries_records_in_order(apache_kafka: Broker) -> None:
    values = [str(n).encode() for n in range(20)]
    async with topic_on(apache_kafka) as topic:
        await produce(apache_kafka, topic, values)
        assert await consume(apache_kafka, topic, len(values)) == values


async def test_a_cluster_keeps_and_takes_records_while_a_broker_is_dead(
    apache_kafka_cluster: RunningCluster,
) -> None:
    broker = apache_kafka_cluster.broker()
    async with topic_on(broker) as topic:
        await produce(broker, topic, [b"before"])
        apache_kafka_cluster.programs[0].kill()
        await produce(broker, topic, [b"after"])
        assert await consume(broker, topic, 2) == [b"before", b"after"]
