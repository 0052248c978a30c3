"""Nodes on the broker at hand."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import psycopg
import pytest

from shared.db import Database
from shared.migrate import migrate
from tests.support.bus import Node, settings_for
from tests.support.servers import Broker, DatabaseFactory

NewNode = Callable[[str, Broker], Awaitable[Node]]
NOTHING_OF_ITS_OWN = Path(__file__).parent / "no_migrations"


def _migrate(url: str) -> None:
    migrate(url, NOTHING_OF_ITS_OWN)
    with psycopg.connect(url, autocommit=True) as conn:
        conn.execute(
            """create table heard (
                   id bigint generated always as identity, patient_id text, version integer)"""
        )


@pytest.fixture
async def new_node(database_factory: DatabaseFactory) -> AsyncIterator[NewNode]:
    async with AsyncExitStack() as stack:

        async def make(name: str, broker: Broker) -> Node:
            url = database_factory("messaging", _migrate)
            db = await stack.enter_async_context(Database(url, pool_size=4))
            return Node(name, db, settings_for(broker))

        yield make
