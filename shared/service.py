"""What every service stands on, built once in its __main__ and passed down."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import uvloop
from psycopg_pool import PoolTimeout
from redis.asyncio import Redis

from shared import inbox, logging, redis, runtime, telemetry
from shared.clock import Clock, clock_from
from shared.commands import Command, UsageError, one_of, parser_of
from shared.consumer import Consumer, Handlers, Together
from shared.db import Database, is_outage
from shared.http import Health
from shared.migrate import migrate
from shared.operations import Operations
from shared.outbox.relay import Relay
from shared.runtime import HttpTask, Task
from shared.settings import ServiceSettings
from shared.telemetry import Metrics


@dataclass(frozen=True)
class Ground:
    name: str
    settings: ServiceSettings
    clock: Clock
    db: Database
    redis: "Redis"
    metrics: Metrics

    def health(self, refresh: Callable[[], Awaitable[None]] | None = None) -> Health:
        """`refresh` brings the service's own gauges up to date before they are read."""

        async def all_gauges() -> None:
            async with self.db.transaction() as conn:
                self.metrics.dead_letters_waiting.set(await inbox.count_dead_letters(conn))
            if refresh:
                await refresh()

        return Health(self.db, all_gauges)

    def relay(self) -> Relay:
        return Relay(self.name, self.db, self.settings, self.clock, self.metrics)

    def operations(
        self, handlers: Handlers, refresh: Callable[[], Awaitable[None]] | None = None
    ) -> Operations:
        """For /staff/v1/operations. `refresh` as for `health`."""
        gauges = self.health(refresh).refresh
        consumer = self.consumer(handlers)
        return Operations(self.name, self.db, self.clock, self.metrics, consumer, gauges)

    def consumer(self, handlers: Handlers, together: Together | None = None) -> Consumer:
        return Consumer(
            self.name, handlers, self.db, self.settings, self.clock, self.metrics, together
        )


@contextlib.asynccontextmanager
async def ground(name: str, settings: ServiceSettings, database_url: str) -> AsyncIterator[Ground]:
    async with Database(database_url, pool_size=settings.database_pool_size) as db:
        client = redis.connect(settings.redis_url)
        try:
            yield Ground(name, settings, clock_from(settings.clock_file), db, client, Metrics(name))
        finally:
            await client.aclose()


Build = Callable[[Ground], contextlib.AbstractAsyncContextManager[Mapping[str, Task]]]


def command_line(
    name: str,
    settings: ServiceSettings,
    database_url: str,
    *,
    migrations: Path,
    build: Build,
    handlers: Callable[[Ground], Handlers],
    commands: Mapping[str, Command] | None = None,
) -> None:
    """python -m services.NAME [COMMAND]: without one, run the service. Every service knows
    `migrate`, `replay` and `openapi`; `commands` are its own.
    """
    logging.configure(name, level=settings.log_level)
    telemetry.configure_tracing(name, os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))

    async def replay(on: Ground, arguments: list[str]) -> str:
        done = await on.consumer(handlers(on)).replay(_number(one_of(arguments, "ID")))
        return "replayed" if done else "there is no such dead letter waiting"

    known = {"replay": Command(replay, "ID", "a dead letter, again"), **(commands or {})}
    asked = parser_of(name, known).parse_args()
    try:
        match asked.command:
            case None:
                runtime.main(lambda: _running(name, settings, database_url, build))
            case "migrate":
                applied = migrate(database_url, migrations)
                sys.stdout.write(f"{name}: {len(applied)} migrations applied\n")
            case "openapi":
                described = asyncio.run(_described(name, settings, database_url, build))
                asked.file.write_text(described, "utf-8")
            case command:
                once = _once(name, settings, database_url, known[command], asked.arguments)
                sys.stdout.write(uvloop.run(once) + "\n")
    except UsageError as error:
        asked.wrong(str(error))
    except (psycopg.OperationalError, PoolTimeout) as error:
        if not is_outage(error):
            raise
        sys.exit(
            f"PostgreSQL does not answer where MERIDIAN_{name.upper()}_DATABASE_URL says it is."
        )


def _number(text: str) -> int:
    """Raises UsageError."""
    if not text.isdecimal():
        raise UsageError(f"{text} is no number")
    return int(text)


@contextlib.asynccontextmanager
async def _running(
    name: str, settings: ServiceSettings, database_url: str, build: Build
) -> AsyncIterator[Mapping[str, Task]]:
    async with ground(name, settings, database_url) as on, build(on) as tasks:
        yield tasks


async def _once(
    name: str,
    settings: ServiceSettings,
    database_url: str,
    command: Command,
    arguments: list[str],
) -> str:
    async with ground(name, settings, database_url) as on:
        runtime.spare_the_collector()
        return await command.run(on, arguments)


async def _described(name: str, settings: ServiceSettings, database_url: str, build: Build) -> str:
    """The service's API as OpenAPI. Everything is built and nothing connected to."""
    db = Database(database_url, pool_size=settings.database_pool_size)
    client = redis.connect(settings.redis_url)
    on = Ground(name, settings, clock_from(settings.clock_file), db, client, Metrics(name))
    try:
        async with build(on) as tasks:
            http = next(task for task in tasks.values() if isinstance(task, HttpTask))
            return json.dumps(http.app.openapi(), indent=2) + "\n"
    finally:
        await client.aclose()
