"""A followup of its own for each test."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

import services.followup
from services.followup.api import staff_app
from shared.clock import SettableClock
from shared.db import Database
from shared.http import Health
from shared.migrate import migrate
from shared.telemetry import Metrics
from tests.integration.followup.staff import SECRET, StaffClient
from tests.integration.followup.worlds import World
from tests.support.servers import DatabaseFactory

MIGRATIONS = Path(services.followup.__path__[0]) / "migrations"
TUESDAY = datetime(2027, 3, 2, 18, 0, tzinfo=UTC)  # 10:00 at the clinic


@pytest.fixture
def followup_dsn(database_factory: DatabaseFactory) -> str:
    def migrated(dsn: str) -> None:
        migrate(dsn, MIGRATIONS)

    return database_factory("followup", migrated)


@pytest.fixture
async def world(followup_dsn: str) -> AsyncIterator[World]:
    """Tuesday, 10:00 at the clinic; nobody has been treated yet."""
    async with Database(followup_dsn, pool_size=4) as db:
        yield World(db, SettableClock(TUESDAY))


@pytest.fixture
async def staff(world: World) -> AsyncIterator[StaffClient]:
    app = staff_app(
        world.db,
        world.clock,
        secret=SECRET,
        health=Health(world.db),
        metrics=Metrics("followup"),
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://followup") as client:
        yield StaffClient(client, world)
