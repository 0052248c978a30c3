"""The relay: one active per service, carries outbox rows to Kafka in order, marks them done."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import psycopg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared import kafka
from shared.clock import Clock
from shared.db import Connection, Database, is_outage
from shared.events import envelope
from shared.outbox import store
from shared.outbox.store import OutboxRow
from shared.runtime import Heart, Stop
from shared.settings import ServiceSettings
from shared.telemetry import Metrics

log = structlog.get_logger()

# Any constant. Session-level: PostgreSQL gives it up when the holder's connection dies.
# SKIP LOCKED instead would let two relays send one patient's events out of order.
LEADER = 7_011_902
BATCH = 500
STANDBY = timedelta(seconds=1)
BACK_OFF = timedelta(seconds=1)
# While there is something to publish. To count what waits after each batch was a twentieth of what a
# booking cost PostgreSQL.
OBSERVE_SECONDS = 1.0
HOUSEKEEPING = timedelta(minutes=10)


class Relay:
    def __init__(
        self,
        service: str,
        db: Database,
        settings: ServiceSettings,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._service = service
        self._db = db
        self._settings = settings
        self._clock = clock
        self._metrics = metrics
        self._bell = db.bell(store.BELL)
        self._poll = timedelta(seconds=settings.relay_poll_seconds)

    async def run(self, stop: Stop, heart: Heart) -> None:
        while not stop.is_set():
            heart.beat()
            try:
                async with await self._db.connect() as conn:
                    await self._lead(conn, stop, heart)
            except psycopg.OperationalError as error:
                if not is_outage(error):
                    raise
                log.warning("relay.database_away", error=type(error).__name__)
                await stop.wait(BACK_OFF)

    async def _lead(self, conn: Connection, stop: Stop, heart: Heart) -> None:
        """Wait to become the one active relay, then publish until stopped or disconnected."""
        while not await self._try_lead(conn):
            heart.beat()
            if await stop.wait(STANDBY):
                return
        while not stop.is_set():
            producer = kafka.new_producer(self._settings, f"{self._service}-relay")
            try:
                await asyncio.wait_for(producer.start(), kafka.PUBLISH_SECONDS)
                await self._publish_until_stopped(conn, producer, stop, heart)
            except (KafkaError, TimeoutError, OSError) as error:
                # Whatever was in flight has an unknown outcome; a new producer sends it again and
                # consumers drop what they had. Some producer errors never heal, so none is kept.
                log.warning("relay.broker_away", error=type(error).__name__)
                self._metrics.relay_failures.inc()
                heart.beat()
                await self._observe(conn)
                await stop.wait(BACK_OFF)
            finally:
                await kafka.stop_quietly(producer)

    async def _try_lead(self, conn: Connection) -> bool:
        cursor = await conn.execute("select pg_try_advisory_lock(%s)", (LEADER,))
        row = await cursor.fetchone()
        return bool(row and row[0])

    async def _publish_until_stopped(
        self, conn: Connection, producer: AIOKafkaProducer, stop: Stop, heart: Heart
    ) -> None:
        next_housekeeping = self._clock.now()
        time, observed_at = asyncio.get_running_loop().time, float("-inf")
        while not stop.is_set():
            heart.beat()
            if self._clock.now() >= next_housekeeping:
                await self._prune(conn)
                next_housekeeping = self._clock.now() + HOUSEKEEPING
            rows = await store.list_unpublished(conn, BATCH)
            if rows:
                await self._publish(producer, rows)
                await store.mark_published(conn, [r.position for r in rows], self._clock.now())
                self._metrics.events_published.inc(len(rows))
            if not rows or time() - observed_at >= OBSERVE_SECONDS:
                await self._observe(conn)
                observed_at = time()
            if len(rows) < BATCH:
                await self._bell.wait(self._poll)

    async def _publish(self, producer: AIOKafkaProducer, rows: list[OutboxRow]) -> None:
        """Raises when any record was not acknowledged; the whole batch is then sent again."""
        async with asyncio.timeout(kafka.PUBLISH_SECONDS):
            await asyncio.gather(*[await self._send(producer, row) for row in rows])

    async def _send(self, producer: AIOKafkaProducer, row: OutboxRow) -> Awaitable[object]:
        topic = self._settings.kafka_topic_prefix + row.topic
        value, headers = self._write(row)
        acknowledged: Awaitable[object] = await producer.send(
            topic, value=value, key=row.key.encode(), headers=headers
        )
        return acknowledged

    def _write(self, row: OutboxRow) -> tuple[bytes | None, envelope.Headers]:
        if row.payload is None:
            return None, []
        return envelope.write(
            event_id=row.event_id,
            event_type=row.type,
            source=f"/meridian/{self._service}",
            occurred_at=row.occurred_at,
            payload=row.payload,
            traceparent=row.traceparent,
        )

    async def _observe(self, conn: Connection) -> None:
        backlog = await store.get_backlog(conn)
        self._metrics.outbox_waiting.set(backlog.waiting)
        age = (self._clock.now() - backlog.oldest_at).total_seconds() if backlog.oldest_at else 0
        self._metrics.outbox_oldest_seconds.set(max(age, 0))

    async def _prune(self, conn: Connection) -> None:
        now = self._clock.now()
        await store.prune(
            conn,
            now - timedelta(days=self._settings.outbox_kept_days),
            now - timedelta(days=self._settings.inbox_kept_days),
        )
