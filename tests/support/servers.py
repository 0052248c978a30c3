"""Fixtures: PostgreSQL, Valkey and a Kafka broker, one of each for a test process.

A set starts in well under a second and takes about 100 MB, so the processes of a parallel run
share nothing and need no lock between them. Only what a test asks for is started.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from uuid import uuid4

import pytest
import redis

from sandbox.servers.databases import clone_database, create_database, drop_database, dsn_of
from sandbox.servers.ports import free_ports
from sandbox.servers.postgres import Postgres
from sandbox.servers.server import Server
from sandbox.servers.tansu import Tansu
from sandbox.servers.valkey import Valkey
from tests.support.processes import NotStartedError, Workplace, server_program

PASSWORD = "only-for-tests"
START_ATTEMPTS = 3

AnyServer = TypeVar("AnyServer", bound=Server)
Migrate = Callable[[str], None]
DatabaseFactory = Callable[[str, Migrate], str]


@dataclass(frozen=True)
class Broker:
    """A Kafka broker, and a name space in it for one test."""

    bootstrap: str
    topic_prefix: str
    idempotent: bool  # whether a producer may ask for idempotence
    replicas: int = 1  # how many copies of a topic its brokers can keep

    def topic(self, name: str) -> str:
        return f"{self.topic_prefix}{name}"


def fresh_prefix() -> str:
    return f"t{uuid4().hex[:12]}."


@contextmanager
def running(workplace: Workplace, make: Callable[[int], AnyServer]) -> Iterator[AnyServer]:
    """A server made for a free port, which another process may snatch before it listens."""
    for attempt in range(1, START_ATTEMPTS + 1):
        server = make(free_ports(1)[0])
        program = server_program(workplace, server)
        try:
            program.start()
            break
        except NotStartedError:
            if attempt == START_ATTEMPTS:
                raise
    yield server
    program.stop()


@pytest.fixture(scope="session")
def workplace() -> Iterator[Workplace]:
    place = Workplace()
    yield place
    place.close()


@pytest.fixture(scope="session")
def postgres(workplace: Workplace) -> Iterator[str]:
    """The admin's DSN. For a database of one's own take `database_factory`."""
    directory = workplace.directory / "postgres"
    with running(
        workplace, lambda port: Postgres(directory, port, PASSWORD, durable=False)
    ) as server:
        yield server.admin_dsn


@pytest.fixture(scope="session")
def templates() -> set[str]:
    """The template databases this test process has migrated."""
    return set()


@pytest.fixture
def database_factory(postgres: str, templates: set[str]) -> Iterator[DatabaseFactory]:
    """Makes databases for one test: factory(key, migrate) -> DSN of the owner, a role named `key`.

    `migrate(dsn)` runs once for each key and test process, as the owner, and must leave no
    connection open; each database is then a copy of the result, dropped after the test.
    """
    made: list[str] = []

    def make(key: str, migrate: Migrate) -> str:
        template = f"template_{key}"
        if key not in templates:
            drop_database(postgres, template)
            migrate(create_database(postgres, template, owner=key, password=PASSWORD))
            templates.add(key)
        made.append(f"{key}_{uuid4().hex[:12]}")
        clone_database(postgres, made[-1], template=template, owner=key)
        return dsn_of(postgres, made[-1], user=key, password=PASSWORD)

    yield make
    for name in made:
        drop_database(postgres, name)


@pytest.fixture(scope="session")
def valkey_server(workplace: Workplace) -> Iterator[str]:
    with running(workplace, lambda port: Valkey(workplace.directory / "valkey", port)) as server:
        yield server.url


@pytest.fixture
def valkey_url(valkey_server: str) -> str:
    """An empty server, this test's alone: it may flush all and use any channel."""
    with redis.Redis.from_url(valkey_server) as client:
        client.flushall()
    return valkey_server


@pytest.fixture(scope="session")
def tansu_server(workplace: Workplace) -> Iterator[str]:
    with running(workplace, Tansu) as server:
        yield server.bootstrap


@pytest.fixture
def kafka(tansu_server: str) -> Broker:
    """The embedded broker. Tests create the topics they use, named with `broker.topic(...)`."""
    return Broker(tansu_server, fresh_prefix(), idempotent=False)
