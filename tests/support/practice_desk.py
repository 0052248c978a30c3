"""A dashboard whose booking is the real one, with the demo practice in it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.dashboard import __main__ as dashboard
from services.dashboard.live.hub import Hub
from services.dashboard.owners import Owner, Owners
from services.dashboard.pages.desk import Desk
from services.dashboard.settings import DashboardSettings
from shared.service import Ground
from tests.integration.dashboard.conftest import FakeOwner
from tests.support.booking import SECRET, Booking, prepare, started
from tests.support.servers import DatabaseFactory


@pytest.fixture
async def practice(database_factory: DatabaseFactory, valkey_url: str) -> AsyncIterator[Booking]:
    dsn = await asyncio.to_thread(database_factory, "booking", prepare)
    async with started(dsn, valkey_url) as running:
        yield running


@pytest.fixture
def desk(
    ground: Ground,
    settings: DashboardSettings,
    hub: Hub,
    practice: Booking,
    followup: FakeOwner,
    notify: FakeOwner,
) -> Desk:
    booking = Owner("booking", practice.http, SECRET, practice.clock)
    owners = Owners(booking, followup.owner(), notify.owner())
    return dashboard.new_desk(ground, settings, hub, owners)
