"""Two services that only remember what they hear, on a real database and a real broker."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from shared import outbox
from shared.clock import Clock, SystemClock
from shared.consumer import Consumer
from shared.db import Connection, Database
from shared.events import Event, Received
from shared.events.appointments import AppointmentBooked
from shared.outbox.relay import Relay
from shared.runtime import Heart, Stop, Task
from shared.settings import ServiceSettings
from shared.telemetry import Metrics
from tests.support.servers import Broker


def settings_for(broker: Broker) -> ServiceSettings:
    return ServiceSettings(
        kafka_bootstrap=broker.bootstrap,
        kafka_idempotence=broker.idempotent,
        kafka_topic_prefix=broker.topic_prefix,
        kafka_partitions=6,
        kafka_session_seconds=10 if broker.idempotent else 1,
        kafka_fetch_wait_ms=250 if broker.idempotent else 20,
    )


class PoisonError(Exception):
    """What the listener raises for a patient it has been told to choke on."""


@dataclass
class Node:
    """One service process in miniature: a database, a relay, a consumer that writes down what it
    heard in the same transaction as the inbox.
    """

    name: str
    db: Database
    settings: ServiceSettings
    clock: Clock = field(default_factory=SystemClock)
    chokes_on: set[str] = field(default_factory=set)
    metrics: Metrics = field(default_factory=lambda: Metrics("test"))

    def consumer(self) -> Consumer:
        return Consumer(
            self.name,
            {AppointmentBooked: self.hear},
            self.db,
            self.settings,
            self.clock,
            self.metrics,
        )

    def relay(self) -> Relay:
        return Relay(self.name, self.db, self.settings, self.clock, self.metrics)

    async def hear(self, conn: Connection, received: Received[AppointmentBooked]) -> None:
        if received.event.patient_id in self.chokes_on:
            raise PoisonError
        await conn.execute(
            "insert into heard (patient_id, version) values (%s, %s)",
            (received.event.patient_id, received.event.visit.version),
        )

    async def publish(self, *events: Event) -> None:
        async with self.db.transaction() as conn:
            await outbox.add(conn, *events, at=self.clock.now())

    async def heard(self) -> list[tuple[str, int]]:
        """(patient, version), in the order in which they were heard."""
        async with self.db.transaction() as conn:
            cursor = await conn.execute("select patient_id, version from heard order by id")
            return [(row[0], row[1]) for row in await cursor.fetchall()]

    async def scalar(self, query: str) -> int:
        async with self.db.transaction() as conn:
            row = await (await conn.execute(query)).fetchone()
            assert row is not None
            return int(row[0])


@contextlib.asynccontextmanager
async def running(*tasks: Task) -> AsyncIterator[None]:
    """Run tasks beside the test; stop them in an orderly way at its end. What they raise, raises."""
    stop = Stop()
    async with asyncio.TaskGroup() as group:
        for task in tasks:
            group.create_task(task(stop, Heart("test")))
        try:
            yield
        finally:
            stop.set()
