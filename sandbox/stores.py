"""Databases, tables and topics: what must be there before a service starts."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from aiokafka.errors import KafkaError
from psycopg_pool import PoolTimeout

from sandbox import environment
from sandbox.credentials import Credentials
from sandbox.layout import REPOSITORY, SERVICES, Layout
from sandbox.servers.databases import create_database
from shared import kafka
from shared.db import Database
from shared.migrate import migrate
from shared.outbox import store as outbox

THE_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
REFILL_PAUSE_SECONDS = 1.0


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


async def fill_broker(layout: Layout, credentials: Credentials) -> int:
    """Give a broker that remembers nothing its topics and every event of the outboxes; returns
    the number of events.
    """
    await kafka.ensure_topics(environment.kafka_settings(layout))
    replays = [replay_outbox(layout, credentials, service) for service in SERVICES]
    return sum(await asyncio.gather(*replays))


async def refill_broker(layout: Layout, credentials: Credentials) -> None:
    """Fill a broker that came back among running services, however long the databases are away.

    A relay that still knew the topics may have published into the broker before they were made
    anew, which forgets those records, and may only then mark them as published: hence twice.
    """
    filled = 0
    while filled < 2:
        if await _filled(layout, credentials):
            filled += 1
        await asyncio.sleep(REFILL_PAUSE_SECONDS)


async def _filled(layout: Layout, credentials: Credentials) -> bool:
    try:
        await fill_broker(layout, credentials)
    except (KafkaError, psycopg.OperationalError, PoolTimeout, OSError):
        return False
    return True


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
