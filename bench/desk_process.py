"""The dashboard as a real process, with who works there signed in, and what it costs."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta

import psutil

from bench.servers import Servers
from sandbox.servers.databases import create_database
from sandbox.servers.ports import LOOPBACK, free_ports
from services.dashboard.__main__ import HERE
from services.dashboard.settings import DashboardSettings
from services.dashboard.store import staff
from services.dashboard.store.sessions import Sessions
from shared import kafka
from shared.auth import Role
from shared.clock import SystemClock
from shared.db import Database
from shared.ids import new_id
from shared.migrate import migrate
from shared.redis import connect
from shared.settings import ServiceSettings
from tests.support.apache_kafka.fixtures import running_cluster
from tests.support.apache_kafka.jars import KafkaUnavailableError, kafka_jars
from tests.support.bus import settings_for
from tests.support.processes import Program, service_program
from tests.support.servers import PASSWORD, Broker

COOKIE = "desk-session"


@dataclass(frozen=True)
class DeskProcess:
    address: str
    environment: Mapping[str, str]
    program: Program
    db: Database
    settings: ServiceSettings  # of the topics it follows

    async def sign_in(self, count: int = 1) -> list[str]:
        """So many sessions, of the four roles in turn."""
        names = DashboardSettings(database_url=self.db.url)
        client = connect(self.environment["MERIDIAN_REDIS_URL"])
        sessions = Sessions(
            client,
            names.session_secret.get_secret_value().encode(),
            SystemClock(),
            idle=timedelta(hours=1),
            longest=timedelta(hours=2),
        )
        members = [await self._add_member(number) for number in range(count)]
        started = [await sessions.start(member) for member in members]
        await client.aclose()
        return started

    async def _add_member(self, number: int) -> str:
        async with self.db.transaction() as conn:
            member = await staff.add(
                conn,
                name=f"Robin {number}",
                email=f"{new_id()}@example.org",
                role=list(Role)[number % len(Role)],
                password_hash="not a hash: nobody signs in with it",  # noqa: S106
                at=SystemClock().now(),
            )
        return str(member)


@asynccontextmanager
async def desk_process(
    servers: Servers, name: str, broker: Broker, **more: str
) -> AsyncIterator[DeskProcess]:
    """Migrated and serving, with nobody beside it. `more` goes into its environment."""
    url = create_database(servers.admin_dsn, name, owner=name, password=PASSWORD)
    migrate(url, HERE / "migrations")
    [port] = free_ports(1)
    address = f"http://{LOOPBACK}:{port}"
    environment = {
        "MERIDIAN_DASHBOARD_DATABASE_URL": url,
        "MERIDIAN_DASHBOARD_PORT": str(port),
        "MERIDIAN_DASHBOARD_PUBLIC_URL": address,
        "MERIDIAN_REDIS_URL": servers.redis_url,
        "MERIDIAN_KAFKA_BOOTSTRAP": broker.bootstrap,
        "MERIDIAN_KAFKA_IDEMPOTENCE": str(broker.idempotent).lower(),
        "MERIDIAN_KAFKA_TOPIC_PREFIX": f"{name}.",
        **more,
    }
    settings = settings_for(broker).model_copy(update={"kafka_topic_prefix": f"{name}."})
    program = service_program(servers.place, "dashboard", environment, f"{address}/readyz")
    await kafka.ensure_topics(settings)
    async with Database(url, pool_size=4) as db:
        await asyncio.to_thread(program.start, 60)
        try:
            yield DeskProcess(address, environment, program, db, settings)
        finally:
            await asyncio.to_thread(program.stop)


def processor_seconds(pids: Sequence[int]) -> float:
    """Of these processes and all their children, those that have ended included."""
    return sum(map(_tree_seconds, pids))


def _tree_seconds(pid: int) -> float:
    process = psutil.Process(pid)
    spent = process.cpu_times()
    total = spent.user + spent.system + spent.children_user + spent.children_system
    for child in process.children(recursive=True):
        try:
            its = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += its.user + its.system + its.children_user + its.children_system
    return float(total)


async def postmaster(db: Database) -> int:
    """The process id of PostgreSQL's first process, which runs on this machine."""
    async with db.transaction() as conn:
        row = await (await conn.execute("select pg_backend_pid()")).fetchone()
    parent = psutil.Process(row[0]).parent() if row else None
    if parent is None:
        raise RuntimeError("PostgreSQL runs somewhere else")
    return int(parent.pid)


@contextmanager
def real_broker(servers: Servers) -> Iterator[Broker]:
    """Apache Kafka where it can run, else the embedded one."""
    try:
        jars = kafka_jars()
    except KafkaUnavailableError:
        yield servers.broker
        return
    with running_cluster(servers.place, jars, size=1) as cluster:
        yield cluster.broker()
