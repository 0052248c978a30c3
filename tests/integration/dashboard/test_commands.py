"""add-staff and rebuild."""

import pytest

from services.dashboard import commands
from services.dashboard.handlers.passwords import Passwords
from services.dashboard.settings import DashboardSettings
from shared import kafka as bus
from shared.db import Database
from shared.events import Event
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
    with pytest.raises(SystemExit):
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


async def content(db: Database) -> list[tuple[object, ...]]:
    """All that the events have made, in an order of its own."""
    async with db.transaction() as conn:
        cursor = await conn.execute(
            """select 'patient' as kind, patient::text from patient
               union all select 'visit', visit::text from visit
               union all select 'score', score::text from score
               union all select 'entry', timeline_entry::text from timeline_entry
               order by 1, 2"""
        )
        return await cursor.fetchall()


async def test_a_rebuilt_read_model_has_the_same_content(on_bus: Ground, project: Project) -> None:
    events = [facts.patient(), facts.booked(facts.visit()), facts.pain(5), facts.reply()]
    await publish(on_bus, *events)
    await commands.rebuild(on_bus, [])
    before = await content(on_bus.db)
    await project(facts.patient("left over", name="Not In The Topics"))
    assert await commands.rebuild(on_bus, []) == "rebuilt from 4 records"
    assert await content(on_bus.db) == before
    assert len(before) == 7


async def test_an_empty_broker_leaves_the_read_model_alone(
    on_bus: Ground, project: Project
) -> None:
    await project(facts.patient())
    before = await content(on_bus.db)
    with pytest.raises(SystemExit, match="no events"):
        await commands.rebuild(on_bus, [])
    assert await content(on_bus.db) == before
