"""The read model made again, in a process of its own while the dashboard goes on serving: from Apache
Kafka where it can run, and compared with what the dashboard had made of the events as they came.
"""

import asyncio
import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
from psycopg import sql

from bench import clinic_events
from bench.desk_process import (
    COOKIE,
    DeskProcess,
    desk_process,
    postmaster,
    processor_seconds,
    real_broker,
)
from bench.measure import Line, percentiles
from bench.servers import Servers
from sandbox.layout import REPOSITORY
from services.dashboard.domain.tables import READ_MODEL
from shared.db import Database
from tests.support.eventually import eventually

LOOK_EVERY_SECONDS = 0.25
GIVE_UP_SECONDS = 7200
Content = dict[str, tuple[int, str]]


@dataclass
class Again:
    """What the command took. Seconds; `own` and `postgres` of the processor."""

    seconds: float = 0
    own: float = 0
    postgres: float = 0
    waits: list[float] = field(default_factory=list)


async def measure(servers: Servers, count: int) -> AsyncIterator[Line]:
    with real_broker(servers) as broker:
        async with desk_process(servers, f"bench_again_{count}", broker) as desk:
            async for line in _measure(desk, count):
                yield line


async def _measure(desk: DeskProcess, count: int) -> AsyncIterator[Line]:
    started = time.perf_counter()
    await clinic_events.publish(desk.settings, clinic_events.events(), count)
    await _until_taken_in(desk.db, count)
    live = count / (time.perf_counter() - started)
    yield Line(f"{count:,} events, published and taken in live", live, "a second")
    shown = await _content(desk.db)
    again = await _rebuild(desk)
    if await _content(desk.db) != shown:
        raise RuntimeError("the read model made again is another one")
    yield Line(f"read model made again, {count:,} events", again.seconds, "s")
    yield Line("the same", count / again.seconds, "events a second")
    yield Line("processor time of an event, the command", again.own / count * 1e6, "us")
    yield Line("processor time of an event, PostgreSQL", again.postgres / count * 1e6, "us")
    for line in percentiles("Today, asked meanwhile", again.waits):
        yield line


async def _rebuild(desk: DeskProcess) -> Again:
    """As an operator calls it, with somebody looking at Today all the while."""
    again, server = Again(), await postmaster(desk.db)
    postgres, own = processor_seconds([server]), _children_seconds()
    looking = asyncio.create_task(_look(desk, again.waits))
    started = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.dashboard", "rebuild"),
        cwd=REPOSITORY,
        env={**os.environ, **desk.environment},
        stdout=subprocess.PIPE,
    )
    said, _ = await process.communicate()
    again.seconds = time.perf_counter() - started
    looking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await looking
    if process.returncode:
        raise RuntimeError(f"the rebuild failed: {said.decode()}")
    again.own = _children_seconds() - own
    again.postgres = processor_seconds([server]) - postgres
    return again


def _children_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


async def _look(desk: DeskProcess, waits: list[float]) -> None:
    [session] = await desk.sign_in()
    async with httpx.AsyncClient(base_url=desk.address, cookies={COOKIE: session}) as client:
        while True:
            started = time.perf_counter()
            (await client.get("/", timeout=60)).raise_for_status()
            waits.append(time.perf_counter() - started)
            await asyncio.sleep(LOOK_EVERY_SECONDS)


async def _until_taken_in(db: Database, count: int) -> None:
    async def all_there() -> bool:
        async with db.transaction() as conn:
            cursor = await conn.execute(
                "select n_tup_ins from pg_stat_user_tables where relname = 'inbox'"
            )
            row = await cursor.fetchone()
            return row is not None and int(row[0]) >= count

    await eventually(all_there, within_seconds=GIVE_UP_SECONDS)


async def _content(db: Database) -> Content:
    """Of each table its rows and what they add up to, in whatever order they lie."""
    found = {}
    async with db.transaction() as conn:
        await conn.execute("set local statement_timeout = 0")
        for table in READ_MODEL:
            query = sql.SQL(
                "select count(*), sum(hashtextextended({0}::text, 0)::numeric)::text from {0}"
            ).format(sql.Identifier(table))
            row = await (await conn.execute(query)).fetchone()
            if row:
                found[table] = (row[0], row[1])
    return found
