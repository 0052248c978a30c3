"""Databases, tables and topics: what must be there before a service starts."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from aiokafka.errors import KafkaError

from sandbox import environment
from sandbox.credentials import Credentials
from sandbox.layout import REPOSITORY, SERVICES, Layout
from sandbox.servers.databases import create_database
from shared import kafka
from shared.db import Database
from shared.migrate import migrate
from shared.outbox import store as outbox

THE_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
REFILL_PAUSE_SECONDS = 0.5


async def prepare_databases(layout: Layout, credentials: Credentials) -> int:
    """Bring every service's database up to date; returns how many migrations that took."""
    ready = [asyncio.to_thread(prepare_database, layout, credentials, name) for name in SERVICES]
    return sum(await asyncio.gather(*ready))


def prepare_database(layout: Layout, credentials: Credentials, service: str) -> int:
    url = environment.database_url(layout, credentials, service)
    if not _reachable(url):
        admin = environment.postgres(layout, credentials).admin_dsn
        create_database(admin, service, owner=service, password=credentials.database(service))
    return len(migrate(url, migrations(service)))


def migrations(service: str) -> Path:
    return REPOSITORY / "services" / service / "migrations"


async def refill_broker(layout: Layout, credentials: Credentials) -> int:
    """Give a broker that forgot everything its topics and every event of the outboxes.

    The topics come last: until they are there no relay can publish, so that what it had waiting
    does not overtake what is replayed. Returns the number of events.
    """
    replayed = sum([await replay_outbox(layout, credentials, name) for name in SERVICES])
    await kafka.ensure_topics(environment.kafka_settings(layout))
    return replayed


async def refill_broker_at_last(layout: Layout, credentials: Credentials) -> None:
    """Try until it works: the database may be on its way back too."""
    while True:
        try:
            await refill_broker(layout, credentials)
        except (KafkaError, psycopg.OperationalError, OSError):
            await asyncio.sleep(REFILL_PAUSE_SECONDS)
        else:
            return


async def replay_outbox(layout: Layout, credentials: Credentials, service: str) -> int:
    url = environment.database_url(layout, credentials, service)
    async with Database(url, pool_size=2) as db, db.transaction() as conn:
        return await outbox.republish(conn, THE_BEGINNING)


def _reachable(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True
