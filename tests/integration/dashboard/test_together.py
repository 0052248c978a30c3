"""Many events written at once make the same read model as one after the other."""

import asyncio
import os
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from services.dashboard.consumer import following, handlers
from services.dashboard.domain.tables import READ_MODEL
from services.dashboard.live.hints import Hints
from services.dashboard.projection import rows
from shared.clock import SettableClock
from shared.consumer import Consumer
from shared.db import Connection, Database
from shared.events import Received
from shared.inbox import Record
from shared.migrate import migrate
from shared.redis import connect
from shared.settings import ServiceSettings
from shared.telemetry import Metrics
from tests.integration.dashboard.conftest import MIGRATIONS
from tests.integration.dashboard.stories import stories
from tests.support.facts import NOW
from tests.support.servers import DatabaseFactory

EXAMPLES = int(os.environ.get("MERIDIAN_EXAMPLES", "25"))
TABLES = (*READ_MODEL, "erased_patient", "inbox", "dead_letter")
Content = dict[str, list[str]]


def consumer(db: Database) -> Consumer:
    """Falls back on single events silently, as it should; so what a batch cannot do is raised."""
    hints = Hints(connect("redis://127.0.0.1:1/0"))
    whole = following(hints)

    async def insist(conn: Connection, received: Sequence[Received[Any]]) -> None:
        try:
            await whole(conn, received)
        except psycopg.Error as error:
            raise psycopg.OperationalError("a batch was refused") from error

    return Consumer(
        "dashboard",
        handlers(hints),
        db,
        ServiceSettings(),
        SettableClock(NOW),
        Metrics("dashboard"),
        insist,
    )


async def content(db: Database) -> Content:
    found = {}
    async with db.transaction() as conn:
        for table in TABLES:
            query = sql.SQL("select {0}::text from {0} order by 1").format(sql.Identifier(table))
            found[table] = [row[0] for row in await (await conn.execute(query)).fetchall()]
    return found


async def emptied(db: Database) -> None:
    async with db.transaction() as conn:
        for table in TABLES:
            await conn.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))


async def made_of(url: str, story: list[Record], at_once: int) -> Content:
    """The read model that the story makes, so many records in a batch."""
    async with Database(url, pool_size=2) as db:
        await emptied(db)
        for start in range(0, len(story), at_once):
            await consumer(db).apply(story[start : start + at_once])
        return await content(db)


@pytest.fixture
def databases(database_factory: DatabaseFactory) -> tuple[str, str]:
    def make() -> str:
        return database_factory("dashboard", lambda dsn: (migrate(dsn, MIGRATIONS), None)[1])

    return make(), make()


@pytest.mark.timeout(300)
def test_whatever_comes_in_whatever_order_a_batch_makes_what_single_events_make(
    databases: tuple[str, str],
) -> None:
    alone, together = databases

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(stories(), st.integers(2, 50))
    def same(story: list[Record], at_once: int) -> None:
        with asyncio.Runner() as runner:
            one_by_one = runner.run(made_of(alone, story, 1))
            assert runner.run(made_of(together, story, at_once)) == one_by_one
        assert one_by_one["inbox"]
        assert not one_by_one["dead_letter"]

    same()


def test_a_row_that_changes_twice_in_a_batch_changes_in_that_order() -> None:
    saved = rows.Statement("visit", ("id",), "select 1")
    confirmed = rows.Statement("visit", ("id",), "select 2")
    told = [
        saved.row(id="a", version=1),
        confirmed.row(id="a"),
        saved.row(id="a", version=2),
        saved.row(id="b", version=7),
    ]
    assert rows.together(told) == [
        (saved, [{"id": "a", "version": 1}, {"id": "b", "version": 7}]),
        (confirmed, [{"id": "a"}]),
        (saved, [{"id": "a", "version": 2}]),
    ]


def test_rows_of_the_same_id_in_two_tables_do_not_wait_for_each_other() -> None:
    visit, patient = (rows.Statement(table, ("id",), "select 1") for table in ("visit", "patient"))
    assert len(rows.together([visit.row(id="a"), patient.row(id="a")])) == 2
    assert len(rows.together([visit.row(id="a"), visit.row(id="b")])) == 1
