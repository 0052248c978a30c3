"""A notify of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import services.notify
from shared.migrate import migrate
from tests.integration.notify.mails import MailWorld, open_post_office
from tests.integration.notify.worlds import World, new_world
from tests.support.facts import NOW
from tests.support.servers import DatabaseFactory

MIGRATIONS = Path(services.notify.__path__[0]) / "migrations"


@pytest.fixture
def notify_dsn(database_factory: DatabaseFactory) -> str:
    def migrated(dsn: str) -> None:
        migrate(dsn, MIGRATIONS)

    return database_factory("notify", migrated)


@pytest.fixture
async def world(notify_dsn: str) -> AsyncIterator[World]:
    """Monday, 10:00 at the clinic; nobody has booked yet."""
    async with new_world(notify_dsn, NOW) as made:
        yield made


@pytest.fixture
async def post(world: World, tmp_path: Path) -> AsyncIterator[MailWorld]:
    async with open_post_office(tmp_path, world.clock) as office:
        yield MailWorld(world, office)
