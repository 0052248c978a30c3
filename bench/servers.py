"""The servers and the service under measurement, as a real installation runs them: durable."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bench import clinic
from bench.clients import client_process
from sandbox.servers.databases import create_database
from sandbox.servers.ports import LOOPBACK, free_ports
from sandbox.servers.postgres import Postgres
from sandbox.servers.tansu import Tansu
from sandbox.servers.valkey import Valkey
from services.booking.__main__ import MIGRATIONS
from services.booking.store import practice
from shared import kafka
from shared.db import Database
from shared.migrate import migrate
from tests.support.bus import settings_for
from tests.support.processes import Program, Workplace, service_program
from tests.support.servers import PASSWORD, Broker, running


@dataclass(frozen=True)
class Servers:
    """What every measurement may use, and a process for the clients."""

    place: Workplace
    admin_dsn: str
    redis_url: str
    broker: Broker
    clients: ProcessPoolExecutor

    async def new_booking_database(self, name: str) -> str:
        """Migrated, with the bench's practice."""
        url = create_database(self.admin_dsn, name, owner=name, password=PASSWORD)
        migrate(url, MIGRATIONS)
        async with Database(url, pool_size=2) as db, db.transaction() as conn:
            await practice.save(conn, clinic.practice())
        return url

    @contextmanager
    def booking_service(self, database_url: str) -> Iterator[tuple[str, Program]]:
        """Its address, and the process."""
        [port] = free_ports(1)
        address = f"http://{LOOPBACK}:{port}"
        told = {
            "MERIDIAN_BOOKING_DATABASE_URL": database_url,
            "MERIDIAN_BOOKING_PORT": str(port),
            "MERIDIAN_BOOKING_PUBLIC_URL": address,
            "MERIDIAN_BOOKING_FREE_TRIES": "1000000",
            "MERIDIAN_BOOKING_MOST_TRIES": "1000000",
            "MERIDIAN_REDIS_URL": self.redis_url,
            "MERIDIAN_KAFKA_BOOTSTRAP": self.broker.bootstrap,
            "MERIDIAN_KAFKA_IDEMPOTENCE": "false",
            "MERIDIAN_KAFKA_TOPIC_PREFIX": self.broker.topic_prefix,
        }
        program = service_program(self.place, "booking", told, f"{address}/readyz")
        program.start()
        yield address, program
        program.stop()


@contextmanager
def all_servers() -> Iterator[Servers]:
    with ExitStack() as stack:
        place = Workplace()
        stack.callback(place.close)
        directory = place.directory / "postgres"
        postgres = stack.enter_context(
            running(place, lambda port: Postgres(directory, port, PASSWORD))
        )
        valkey = stack.enter_context(
            running(place, lambda port: Valkey(place.directory / "valkey", port))
        )
        tansu = stack.enter_context(running(place, Tansu))
        broker = Broker(tansu.bootstrap, "bench.", idempotent=False)
        clients = stack.enter_context(client_process())
        yield Servers(place, postgres.admin_dsn, valkey.url, broker, clients)


async def make_topics(broker: Broker) -> None:
    await kafka.ensure_topics(settings_for(broker))
