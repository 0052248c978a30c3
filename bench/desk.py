"""The dashboard: finding a patient, a full day, five years of one patient. The application is the real
one, asked in its own process; PostgreSQL and Valkey are servers.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from bench import desk_events
from bench.measure import Line, percentiles, quantile
from bench.servers import Servers
from sandbox.servers.databases import create_database
from services.dashboard.__main__ import HERE, new_desk, owners
from services.dashboard.app import new_dashboard
from services.dashboard.consumer import handlers
from services.dashboard.live.hints import Hints
from services.dashboard.live.hub import Hub
from services.dashboard.settings import DashboardSettings
from services.dashboard.store import patients, staff
from shared.auth import Role
from shared.clock import SettableClock
from shared.db import Database
from shared.migrate import migrate
from shared.redis import connect
from shared.service import Ground
from shared.telemetry import Metrics
from tests.support.bus import settings_for
from tests.support.facts import NOW
from tests.support.servers import PASSWORD

PATIENTS = 100_000
SEARCHES = 300
PAGES = 30
PARTS = ("0133", "mart", "ez", "li", "ana ma", "5550", "xq", "ngu", "(310) 555", "ria")

Asking = Callable[[], Awaitable[object]]


async def measure(servers: Servers) -> AsyncIterator[Line]:
    async with _ground(servers, "bench_desk") as ground:
        async for line in _search(ground):
            yield line
        async for line in _pages(ground):
            yield line


async def _search(ground: Ground) -> AsyncIterator[Line]:
    await desk_events.fill_patients(ground.db, PATIENTS)
    words = [random.Random(1).choice(PARTS) for _ in range(SEARCHES)]

    async def find(part: str) -> None:
        async with ground.db.transaction() as conn:
            await patients.search(conn, part, 20)

    async def nothing() -> None:
        async with ground.db.transaction() as conn:
            await conn.execute("select 1")

    found = await _timed([partial(find, part) for part in words])
    alone = await _timed([nothing] * SEARCHES)
    for line in percentiles(f"search among {PATIENTS:,}", found):
        yield line
    yield _beside("search, p50", found, alone, "a round trip to PostgreSQL")


async def _pages(ground: Ground) -> AsyncIterator[Line]:
    table = handlers(Hints(ground.redis))
    for event in desk_events.day() + desk_events.five_years():
        async with ground.db.transaction() as conn:
            await table[type(event.event)](conn, event)
    async with _signed_in(ground) as client:
        alone = await _timed([partial(_get, client, "/presence")] * PAGES)
        for what, path in (
            (f"Today with {desk_events.VISITS} visits", "/"),
            ("a patient with five years", f"/patients/{desk_events.OLD}"),
        ):
            await _get(client, path)
            began = time.process_time()
            taken = await _timed([partial(_get, client, path)] * PAGES)
            spent = (time.process_time() - began) / PAGES * 1000
            yield Line(f"{what}, processor time here", spent, "ms")
            for line in percentiles(what, taken):
                yield line
            yield _beside(f"{what}, p50", taken, alone, "an empty answer behind the same gate")


async def _timed(asked: Sequence[Asking]) -> list[float]:
    """One after the other."""
    taken = []
    for ask in asked:
        started = time.perf_counter()
        await ask()
        taken.append(time.perf_counter() - started)
    return taken


def _beside(what: str, taken: list[float], alone: list[float], limit_is: str) -> Line:
    return Line(what, quantile(taken, 0.5) * 1000, "ms", quantile(alone, 0.5) * 1000, limit_is)


async def _get(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    if answer.is_error or answer.is_redirect:
        raise RuntimeError(f"{path} answered {answer.status_code}")


@asynccontextmanager
async def _signed_in(ground: Ground) -> AsyncIterator[httpx.AsyncClient]:
    settings = DashboardSettings(database_url=ground.db.url)
    async with owners(ground, settings) as asked:
        desk = new_desk(ground, settings, Hub(ground.redis), asked)
        app: FastAPI = new_dashboard(
            desk, Hints(ground.redis), health=ground.health(), metrics=ground.metrics
        )
        async with ground.db.transaction() as conn:
            staff_id = await staff.add(
                conn,
                name="Robin Reyes",
                email="desk@example.org",
                role=Role.PRACTITIONER,
                password_hash=PasswordHasher().hash("only for the bench"),
                at=NOW,
            )
        cookies = {"desk-session": await desk.sessions.start(str(staff_id))}
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://desk", cookies=cookies
        ) as client:
            yield client


@asynccontextmanager
async def _ground(servers: Servers, name: str) -> AsyncIterator[Ground]:
    url = create_database(servers.admin_dsn, name, owner=name, password=PASSWORD)
    await asyncio.to_thread(migrate, url, HERE / "migrations")
    settings = settings_for(servers.broker).model_copy(
        update={"kafka_topic_prefix": f"{name}.", "redis_url": servers.redis_url}
    )
    client = connect(servers.redis_url)
    async with Database(url, pool_size=4) as db:
        yield Ground("dashboard", settings, SettableClock(NOW), db, client, Metrics("dashboard"))
    await client.aclose()
