"""notify as it runs: its own process between Kafka and the carrier."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

import tests.integration.messaging
from sandbox.servers.ports import free_ports
from shared.clock import SystemClock
from shared.db import Database
from shared.events.appointments import AppointmentCancelled, VisitStatus
from shared.migrate import migrate
from tests.integration.notify.visits import booked, happened
from tests.support import bus
from tests.support.eventually import eventually
from tests.support.patients import ANAS_PHONE, consent, patient_saved
from tests.support.phones import RunningPhones, running_phones
from tests.support.processes import Program, Workplace, service_program
from tests.support.servers import Broker, DatabaseFactory

NO_MIGRATIONS = Path(tests.integration.messaging.__path__[0]) / "no_migrations"


@dataclass
class Running:
    notify: Program
    phones: RunningPhones
    booking: bus.Node
    dsn: str

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


@asynccontextmanager
async def running_notify(
    workplace: Workplace, folder: Path, kafka: Broker, valkey_url: str, dsn: str, booking_dsn: str
) -> AsyncIterator[Running]:
    url = f"http://127.0.0.1:{free_ports(1)[0]}"
    async with running_phones(folder, inbound_webhook_url=f"{url}/twilio/inbound") as phones:
        program = service_program(
            workplace,
            "notify",
            {
                "MERIDIAN_NOTIFY_DATABASE_URL": dsn,
                "MERIDIAN_NOTIFY_PORT": url.rpartition(":")[2],
                "MERIDIAN_NOTIFY_PUBLIC_URL": url,
                "MERIDIAN_NOTIFY_TWILIO_API_URL": phones.base_url,
                "MERIDIAN_KAFKA_BOOTSTRAP": kafka.bootstrap,
                "MERIDIAN_KAFKA_IDEMPOTENCE": "false",
                "MERIDIAN_KAFKA_TOPIC_PREFIX": kafka.topic_prefix,
                "MERIDIAN_KAFKA_SESSION_SECONDS": "1",
                "MERIDIAN_REDIS_URL": valkey_url,
            },
            f"{url}/readyz",
        )
        await asyncio.to_thread(program.start)
        async with Database(booking_dsn, pool_size=2) as db:
            node = bus.Node("booking", db, bus.settings_for(kafka), SystemClock())
            async with bus.running(node.relay().run):
                yield Running(program, phones, node, dsn)
        await asyncio.to_thread(program.stop)


async def test_a_booking_on_the_bus_becomes_a_text_and_a_reply_a_fact(
    workplace: Workplace,
    tmp_path: Path,
    kafka: Broker,
    valkey_url: str,
    notify_dsn: str,
    database_factory: DatabaseFactory,
) -> None:
    booking_dsn = database_factory("booking", lambda dsn: void(migrate(dsn, NO_MIGRATIONS)))
    now = datetime.now(UTC)
    visit: dict[str, Any] = {"starts_at": now + timedelta(days=9), "booked_at": now}
    async with running_notify(
        workplace, tmp_path, kafka, valkey_url, notify_dsn, booking_dsn
    ) as on:
        given = consent("visit", "checkin").model_copy(update={"given_at": now})
        await on.booking.publish(patient_saved(text_consent=given), booked(**visit))
        assert "Lin Center: booked for" in (await on.texts_come_to(1))[0]
        await on.phones.reply(ANAS_PHONE, "C")
        await eventually(on.intents)
        assert await on.intents() == ["confirm"]
        await asyncio.to_thread(on.notify.kill)
        await asyncio.to_thread(on.notify.start)
        cancelled = VisitStatus.CANCELLED_BY_PATIENT
        await on.booking.publish(
            happened(AppointmentCancelled, version=2, status=cancelled, **visit)
        )
        await on.phones.reply(ANAS_PHONE, "stop")

        async def both() -> bool:
            return await on.intents() == ["confirm", "opt_out"]

        await eventually(both, within_seconds=20)
        assert len([b for b in await on.bodies() if "booked" in b]) == 1
    log = on.notify.output()
    assert ANAS_PHONE not in log
    assert "booked for" not in log


def void(_: object) -> None:
    """A migration's list of ids, not asked for."""
