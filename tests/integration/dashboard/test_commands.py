"""add-staff and rebuild."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from psycopg import sql

from services.dashboard import commands
from services.dashboard.consumer import handlers
from services.dashboard.domain.tables import READ_MODEL
from services.dashboard.handlers.passwords import Passwords
from services.dashboard.live.hints import Hints
from services.dashboard.projection import rebuilding
from services.dashboard.settings import DashboardSettings
from shared import kafka as bus
from shared.commands import UsageError
from shared.consumer import Consumer
from shared.db import Database
from shared.events import Event
from shared.inbox import Record
from shared.outbox import store as outbox
from shared.service import Ground
from shared.telemetry import Metrics
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, Project
from tests.support.bus import running
from tests.support.eventually import eventually
from tests.support.facts import NOW
from tests.support.servers import Broker

ARGUMENTS = ["Mei Tan", "Mei@Example.org", "practitioner"]


async def test_an_added_account_can_sign_in(
    ground: Ground, passwords: Passwords, browser: Visitor
) -> None:
    assert "practitioner" in await commands.add_staff(ground, passwords, ARGUMENTS, PASSWORD)
    assert (await browser.sign_in("mei@example.org", PASSWORD)).status_code == 303


async def test_adding_an_account_again_leaves_it_as_it_is(
    ground: Ground, passwords: Passwords, browser: Visitor
) -> None:
    await commands.add_staff(ground, passwords, ARGUMENTS, PASSWORD)
    assert "already" in await commands.add_staff(ground, passwords, ARGUMENTS, "another password")
    assert (await browser.sign_in("mei@example.org", PASSWORD)).status_code == 303


@pytest.mark.parametrize(
    ("arguments", "password"),
    [
        (["Mei", "mei@example.org", "boss"], PASSWORD),
        (["Mei", "mei@example.org"], PASSWORD),
        (ARGUMENTS, "short"),
        (ARGUMENTS, ""),
    ],
)
async def test_an_account_that_makes_no_sense_is_refused(
    ground: Ground, passwords: Passwords, arguments: list[str], password: str
) -> None:
    with pytest.raises((SystemExit, UsageError)):
        await commands.add_staff(ground, passwords, arguments, password)


@pytest.fixture
def settings_on_bus(settings: DashboardSettings, kafka: Broker) -> DashboardSettings:
    return settings.model_copy(
        update={
            "kafka_bootstrap": kafka.bootstrap,
            "kafka_idempotence": kafka.idempotent,
            "kafka_topic_prefix": kafka.topic_prefix,
        }
    )


@pytest.fixture
async def on_bus(ground: Ground, settings_on_bus: DashboardSettings) -> Ground:
    await bus.ensure_topics(settings_on_bus)
    return Ground(
        ground.name, settings_on_bus, ground.clock, ground.db, ground.redis, Metrics("dashboard")
    )


async def publish(on: Ground, *events: Event) -> None:
    async with on.db.transaction() as conn:
        await outbox.add(conn, *events, at=NOW)
    async with running(on.relay().run):
        await eventually(lambda: all_published(on.db), within_seconds=20)


async def all_published(db: Database) -> bool:
    async with db.transaction() as conn:
        return (await outbox.get_backlog(conn)).waiting == 0


async def content(db: Database) -> dict[str, list[str]]:
    """Every row of the read model, in an order of its own."""
    found = {}
    async with db.transaction() as conn:
        for table in READ_MODEL:
            rows = sql.SQL("select {0}::text from {0} order by 1").format(sql.Identifier(table))
            found[table] = [row[0] for row in await (await conn.execute(rows)).fetchall()]
    return found


async def shape(db: Database) -> list[tuple[object, ...]]:
    """Every index, constraint, trigger and view, by name: migrations to come count on them."""
    async with db.transaction() as conn:
        cursor = await conn.execute(
            """select 'index', tablename, indexname, indexdef from pg_indexes
               where schemaname = 'public'
               union all
               select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
               from pg_constraint where connamespace = 'public'::regnamespace
               union all
               select 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
               from pg_trigger where not tgisinternal
               union all
               select 'view', viewname, '', definition from pg_views where schemaname = 'public'
               union all
               select 'column', table_name, column_name,
                      concat_ws(' ', data_type, is_nullable, column_default, generation_expression)
               from information_schema.columns where table_schema = 'public'
               order by 1, 2, 3"""
        )
        return await cursor.fetchall()


@dataclass
class Waiting:
    """A rebuild that stops at its first batch until it is told to go on."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def rebuild(self, on: Ground) -> int:
        following = handlers(Hints(on.redis))
        waits = self

        class Slow(Consumer):
            async def apply(self, records: Sequence[Record]) -> None:
                waits.reached.set()
                await waits.go_on.wait()
                await super().apply(records)

        def consumer(db: Database) -> Consumer:
            return Slow(on.name, following, db, on.settings, on.clock, on.metrics)

        return await rebuilding.rebuild(
            on.db, on.settings, consumer, rebuilding.topics_of(following)
        )


@pytest.fixture
def consumer_that_waits() -> Waiting:
    return Waiting()


async def test_a_rebuilt_read_model_has_the_same_content_and_shape(
    on_bus: Ground, project: Project
) -> None:
    events = [facts.patient(), facts.booked(facts.visit()), facts.pain(5), facts.reply()]
    await publish(on_bus, *events)
    await commands.rebuild(on_bus, [])
    before, shaped = await content(on_bus.db), await shape(on_bus.db)
    await project(facts.patient("left over", name="Not In The Topics"))
    assert await commands.rebuild(on_bus, []) == "rebuilt from 4 records"
    assert await content(on_bus.db) == before
    assert await shape(on_bus.db) == shaped
    assert sum(map(len, before.values())) >= 7


async def test_a_rebuild_leaves_the_shape_the_migrations_made(on_bus: Ground) -> None:
    migrated = await shape(on_bus.db)
    await publish(on_bus, facts.patient())
    await commands.rebuild(on_bus, [])
    assert await shape(on_bus.db) == migrated


async def test_the_pages_show_the_old_read_model_until_the_new_one_is_there(
    on_bus: Ground, robin: Visitor, project: Project, consumer_that_waits: Waiting
) -> None:
    await project(facts.patient(name="Known Before"))
    await publish(on_bus, facts.patient(version=2, name="Known After"))
    under_way = asyncio.ensure_future(consumer_that_waits.rebuild(on_bus))
    await consumer_that_waits.reached.wait()
    assert "Known Before" in (await robin.get(f"/patients/{facts.PATIENT}")).text
    consumer_that_waits.go_on.set()
    await under_way
    assert "Known After" in (await robin.get(f"/patients/{facts.PATIENT}")).text


async def test_what_comes_while_it_is_rebuilt_is_not_lost(
    on_bus: Ground, consumer_that_waits: Waiting
) -> None:
    """The running dashboard takes it in meanwhile, into the tables that go."""
    table = handlers(Hints(on_bus.redis))
    await publish(on_bus, facts.patient())
    under_way = asyncio.ensure_future(consumer_that_waits.rebuild(on_bus))
    await consumer_that_waits.reached.wait()
    async with running(on_bus.consumer(table).run):
        await publish(on_bus, facts.reply("Came meanwhile"))
        consumer_that_waits.go_on.set()
        await under_way
        await eventually(lambda: has_reply(on_bus.db), within_seconds=30)


async def has_reply(db: Database) -> bool:
    return len((await content(db))["reply"]) == 1


async def test_a_page_at_work_when_the_tables_change_places_gets_what_it_asks_for(
    on_bus: Ground, project: Project
) -> None:
    """It holds one table and then wants another, which the rebuild holds while it waits for the
    first: whoever waits there waits for ever.
    """
    await publish(on_bus, facts.patient())
    async with on_bus.db.transaction() as page:
        await page.execute("select from thread")
        under_way = asyncio.ensure_future(commands.rebuild(on_bus, []))
        await eventually(lambda: someone_waits(on_bus.db), within_seconds=60)
        for view in ("unread_reply", "current_score"):
            await page.execute(sql.SQL("select from {}").format(sql.Identifier(view)))
    assert await under_way == "rebuilt from 1 records"


async def someone_waits(db: Database) -> bool:
    async with db.transaction() as conn:
        cursor = await conn.execute(
            """select 1 from pg_locks where not granted and mode = 'AccessExclusiveLock'
               and database = (select oid from pg_database where datname = current_database())"""
        )
        return await cursor.fetchone() is not None


async def test_an_empty_broker_leaves_the_read_model_alone(
    on_bus: Ground, project: Project
) -> None:
    await project(facts.patient())
    before = await content(on_bus.db)
    with pytest.raises(SystemExit, match="no events"):
        await commands.rebuild(on_bus, [])
    assert await content(on_bus.db) == before
