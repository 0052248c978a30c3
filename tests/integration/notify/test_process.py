"""notify as it runs: its own process between Kafka and the carrier."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

import tests.integration.messaging
from sandbox.servers.ports import free_ports
from shared.clock import SharedClock, SystemClock
from shared.db import Database
from shared.migrate import migrate
from tests.integration.notify.visits import booked
from tests.support import bus
from tests.support.eventually import eventually
from tests.support.patients import ANAS_PHONE, consent, patient_saved
from tests.support.phones import RunningPhones, running_phones
from tests.support.processes import Program, Workplace, service_program
from tests.support.servers import Broker, DatabaseFactory

AHEAD = timedelta(days=9)
NO_MIGRATIONS = Path(tests.integration.messaging.__path__[0]) / "no_migrations"


@dataclass
class Running:
    notify: Program
    phones: RunningPhones
    booking: bus.Node
    dsn: str
    clock: SharedClock

    async def book(self) -> None:
        """For nine days ahead, in the right order on the bus."""
        now = self.clock.now()
        given = consent("visit", "checkin").model_copy(update={"given_at": now})
        await self.booking.publish(
            patient_saved(text_consent=given), booked(starts_at=now + AHEAD, booked_at=now)
        )

    async def start_again(self) -> None:
        await asyncio.to_thread(self.notify.start)

    async def die(self) -> None:
        await asyncio.to_thread(self.notify.kill)

    async def confirmation(self) -> tuple[str, str | None]:
        """(state, sid)"""
        async with await psycopg.AsyncConnection.connect(self.dsn) as conn:
            cursor = await conn.execute("select state, sid from text where kind = 'confirmation'")
            row = await cursor.fetchone()
            return row or ("not planned", None)

    async def confirmation_is(self, state: str) -> None:
        async def there() -> bool:
            return (await self.confirmation())[0] == state

        await eventually(there, within_seconds=20, describe=f"the confirmation is {state}")

    async def bodies(self) -> list[str]:
        return [
            t["body"] for t in await self.phones.texts(ANAS_PHONE) if t["direction"] != "inbound"
        ]

    async def texts_come_to(self, count: int) -> list[str]:
        async def enough() -> list[str]:
            bodies = await self.bodies()
            return bodies if len(bodies) >= count else []

        return await eventually(enough, within_seconds=20)

    async def intents(self) -> list[str]:
        async with await psycopg.AsyncConnection.connect(self.dsn) as conn:
            cursor = await conn.execute(
                "select payload->>'intent' from outbox where topic = 'clinic.replies'"
                " order by position"
            )
            return [row[0] for row in await cursor.fetchall()]


@pytest.fixture
async def on(
    workplace: Workplace,
    tmp_path: Path,
    kafka: Broker,
    valkey_url: str,
    notify_dsn: str,
    database_factory: DatabaseFactory,
) -> AsyncIterator[Running]:
    """notify runs, the carrier runs, and booking has a place on the bus."""
    booking_dsn = database_factory("bus", migrate_nothing_of_its_own)
    url = f"http://127.0.0.1:{free_ports(1)[0]}"
    async with running_phones(tmp_path, inbound_webhook_url=f"{url}/twilio/inbound") as phones:
        program = service_program(
            workplace,
            "notify",
            {
                "MERIDIAN_NOTIFY_DATABASE_URL": notify_dsn,
                "MERIDIAN_NOTIFY_PORT": url.rpartition(":")[2],
                "MERIDIAN_NOTIFY_PUBLIC_URL": url,
                "MERIDIAN_NOTIFY_TWILIO_API_URL": phones.base_url,
                "MERIDIAN_KAFKA_BOOTSTRAP": kafka.bootstrap,
                "MERIDIAN_KAFKA_IDEMPOTENCE": "false",
                "MERIDIAN_KAFKA_TOPIC_PREFIX": kafka.topic_prefix,
                "MERIDIAN_KAFKA_SESSION_SECONDS": "1",
                "MERIDIAN_REDIS_URL": valkey_url,
                "MERIDIAN_CLOCK_FILE": str(tmp_path / "clock"),
            },
            f"{url}/readyz",
        )
        await asyncio.to_thread(program.start)
        async with Database(booking_dsn, pool_size=2) as db:
            node = bus.Node("booking", db, bus.settings_for(kafka), SystemClock())
            async with bus.running(node.relay().run):
                yield Running(program, phones, node, notify_dsn, SharedClock(tmp_path / "clock"))
        await asyncio.to_thread(program.stop)


def migrate_nothing_of_its_own(dsn: str) -> None:
    migrate(dsn, NO_MIGRATIONS)


async def test_a_booking_on_the_bus_becomes_a_text_and_a_reply_a_fact(on: Running) -> None:
    await on.book()
    assert "Lin Center: booked for" in (await on.texts_come_to(1))[0]
    await on.phones.reply(ANAS_PHONE, "C")
    await eventually(on.intents)
    assert await on.intents() == ["confirm"]


async def test_nothing_that_was_said_or_done_is_in_the_log(on: Running) -> None:
    await on.book()
    await on.confirmation_is("delivered")
    await on.phones.reply(ANAS_PHONE, "my knee is better")
    await eventually(on.intents)
    log = on.notify.output()
    assert "text.accepted" in log
    assert [said for said in (ANAS_PHONE, "booked for", "knee", "Ana") if said in log] == []


async def test_an_orderly_end_and_a_new_start_send_nothing_twice(on: Running) -> None:
    await on.book()
    await on.confirmation_is("delivered")
    assert await asyncio.to_thread(on.notify.stop) == 0
    await on.start_again()
    await on.phones.reply(ANAS_PHONE, "C")
    await eventually(on.intents)
    assert len(await on.bodies()) == 1


@pytest.mark.timeout(90)
async def test_s36_killed_after_the_carrier_took_the_text_it_is_found_and_not_sent_again(
    on: Running,
) -> None:
    await on.phones.order_fault("no_callbacks")
    await on.phones.order_fault("timeout_after", seconds=8)
    await on.book()
    await on.texts_come_to(1)
    await on.die()
    assert await on.confirmation() == ("sending", None)
    await on.start_again()
    on.clock.advance(timedelta(minutes=2))

    async def found() -> bool:
        return (await on.confirmation())[1] is not None

    await eventually(found, within_seconds=20)
    on.clock.advance(timedelta(minutes=30))
    await on.phones.reply(ANAS_PHONE, "C")
    await eventually(on.intents)
    assert len(await on.bodies()) == 1


@pytest.mark.timeout(90)
async def test_s36_killed_before_the_carrier_took_the_text_it_is_sent_once(on: Running) -> None:
    await on.phones.order_fault("timeout_before", seconds=8)
    await on.book()
    await on.confirmation_is("sending")
    await on.die()
    await on.start_again()
    on.clock.advance(timedelta(minutes=11))
    await on.confirmation_is("delivered")
    assert len(await on.bodies()) == 1
