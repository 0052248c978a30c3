"""Fixtures: Apache Kafka, where Java and Maven are there.

As with the other servers, each process of a parallel run has its own: up in some two seconds.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.apache_kafka.broker import ApacheKafka, Cluster, new_cluster
from tests.support.apache_kafka.jars import KafkaUnavailableError, kafka_jars
from tests.support.processes import Program, Workplace, server_program
from tests.support.servers import Broker, fresh_prefix

START_WITHIN_SECONDS = 60
TEST_WITHIN_SECONDS = 400


@dataclass(frozen=True)
class RunningCluster:
    cluster: Cluster
    programs: tuple[Program, ...]  # one a broker, to kill and start at will

    def broker(self) -> Broker:
        """With a name space of its own each time."""
        cluster = self.cluster
        return Broker(cluster.bootstrap, fresh_prefix(), idempotent=True, replicas=cluster.replicas)


@contextmanager
def running_cluster(workplace: Workplace, jars: Path, size: int) -> Iterator[RunningCluster]:
    """`size` brokers, each broker and controller; all killed at the end."""
    cluster = new_cluster(size)
    directory = workplace.directory / f"kafka-{uuid4().hex[:8]}"
    servers = [ApacheKafka(directory / str(n.id), jars, cluster, n) for n in cluster.nodes]
    programs = tuple(server_program(workplace, server) for server in servers)
    with ThreadPoolExecutor(size) as pool:  # none is ready before most of them run
        list(pool.map(lambda program: program.start(START_WITHIN_SECONDS), programs))
    yield RunningCluster(cluster, programs)
    for program in programs:
        program.kill_if_running()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test on Apache Kafka may have to fetch it, on somebody's slow line."""
    for item in items:
        if "apache_kafka_jars" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(TEST_WITHIN_SECONDS))


@pytest.fixture(scope="session")
def apache_kafka_jars() -> Path:
    try:
        return kafka_jars()
    except KafkaUnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def apache_kafka_server(workplace: Workplace, apache_kafka_jars: Path) -> Iterator[RunningCluster]:
    with running_cluster(workplace, apache_kafka_jars, size=1) as cluster:
        yield cluster


@pytest.fixture
def apache_kafka(apache_kafka_server: RunningCluster) -> Broker:
    """A single broker, shared; the topics are this test's own."""
    return apache_kafka_server.broker()


@pytest.fixture
def apache_kafka_cluster(workplace: Workplace, apache_kafka_jars: Path) -> Iterator[RunningCluster]:
    """Three brokers of this test's own, to kill."""
    with running_cluster(workplace, apache_kafka_jars, size=3) as cluster:
        yield cluster
