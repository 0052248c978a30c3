"""From Kafka to a service's handlers: in order, in one transaction a batch, as if once."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from shared import inbox, kafka
from shared.clock import Clock
from shared.db import CONFLICTS, Connection, Database, is_outage
from shared.events import Event, Received, envelope
from shared.inbox import Record
from shared.runtime import Heart, Stop
from shared.settings import ServiceSettings
from shared.telemetry import Metrics, batch_span, processing_span

log = structlog.get_logger()

Handler = Callable[[Connection, Received[Any]], Awaitable[None]]
Handlers = Mapping[type[Event], Handler]
Batches = Mapping[TopicPartition, Sequence["ConsumerRecord[bytes, bytes]"]]
# Applies events of any of the handlers' types at once, to the same effect as one after the other.
Together = Callable[[Connection, Sequence[Received[Any]]], Awaitable[None]]

# A record gets this many tries before it is written down and passed (S-122).
ATTEMPTS = 5
BACK_OFF = timedelta(seconds=1)
POLL_MS = 250
# One transaction should not take so long that the tasks beside it are late.
MOST_AT_ONCE = 2000
# A client that has lost its broker hands out nothing and says nothing; so it is asked.
LOOK_EVERY_SECONDS = 5.0
ANSWERS_WITHIN_SECONDS = 3.0


class Replay(StrEnum):
    """What came of another try."""

    DONE = "done"
    GONE = "gone"  # there is none such, or it was replayed before
    FAILED = "failed"


class Consumer:
    """Applies `handlers` to the events of their topics. An event type not in the table is passed
    over: this service does not follow it.
    """

    def __init__(
        self,
        service: str,
        handlers: Handlers,
        db: Database,
        settings: ServiceSettings,
        clock: Clock,
        metrics: Metrics,
        together: Together | None = None,
    ) -> None:
        """`together` stands in for the handlers wherever more than one event is at hand."""
        self._service = service
        self._handlers = handlers
        self._together = together
        self._known = {event.type: event for event in handlers}
        self._topics = sorted({settings.kafka_topic_prefix + e.topic for e in handlers})
        self._db = db
        self._settings = settings
        self._clock = clock
        self._metrics = metrics

    async def run(self, stop: Stop, heart: Heart) -> None:
        while not stop.is_set():
            heart.beat()
            consumer = kafka.new_consumer(self._settings, self._service)
            consumer.subscribe(self._topics)
            try:
                await asyncio.wait_for(consumer.start(), kafka.PUBLISH_SECONDS)
                await self._consume(consumer, stop, heart)
            except (KafkaError, TimeoutError, OSError) as error:
                self._note_broker(here=False)
                log.warning("consumer.broker_away", error=type(error).__name__)
                await stop.wait(BACK_OFF)
            finally:
                await kafka.stop_quietly(consumer)

    async def _consume(self, consumer: AIOKafkaConsumer, stop: Stop, heart: Heart) -> None:
        looked_at = 0.0
        while not stop.is_set():
            heart.beat()
            batches = await consumer.getmany(timeout_ms=POLL_MS, max_records=MOST_AT_ONCE)
            if time.monotonic() - looked_at >= LOOK_EVERY_SECONDS:
                self._note_broker(here=bool(batches) or await _answers(consumer))
                looked_at = time.monotonic()
            for turn in self._turns(batches):
                records = [as_record(raw) for raws in turn.values() for raw in raws]
                if not await self._apply_until_done(records, stop, heart):
                    return
                await self._commit(consumer, turn)
                self._observe(consumer, turn)

    def _turns(self, batches: Batches) -> list[Batches]:
        """What is applied in one transaction: a partition's records, or those of all of them where one
        transaction can take them together.
        """
        if self._together and batches:
            return [batches]
        return [{partition: raws} for partition, raws in batches.items()]

    def _note_broker(self, *, here: bool) -> None:
        """Since when it is away; 0 while it is here."""
        if here:
            self._metrics.broker_away_since.set(0)
        elif not self._metrics.broker_lost_at():
            self._metrics.broker_away_since.set(self._clock.now().timestamp())

    async def _apply_until_done(self, records: Sequence[Record], stop: Stop, heart: Heart) -> bool:
        """Apply a batch, however long the database is away. False when stopped before that."""
        while True:
            heart.beat()
            try:
                await self.apply(records)
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("consumer.database_away", error=type(error).__name__)
                if await stop.wait(BACK_OFF):
                    return False
            else:
                return True

    async def apply(self, records: Sequence[Record]) -> None:
        """The whole batch in one transaction; if that fails, record by record, and what fails
        alone too is written down as a dead letter. Raises only when the database is away.
        """
        try:
            async with self._db.transaction() as conn:
                await self._handle(conn, [r for r in map(self._read, records) if r])
        except Exception as error:
            if is_outage(error):
                raise
            for record in records:
                await self._apply_alone(record)

    async def _apply_alone(self, record: Record) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self._db.transaction() as conn:
                    received = self._read(record)
                    await self._handle(conn, [received] if received else [])
            except (envelope.UnreadableError, inbox.ReusedIdError) as error:
                await self._bury(record, error, attempt)  # no second try reads it better
                return
            except Exception as error:
                if is_outage(error):
                    raise
                self._metrics.handler_failures.labels(record.topic).inc()
                if attempt == ATTEMPTS and not isinstance(error, CONFLICTS):
                    await self._bury(record, error, attempt)
                    return
                await asyncio.sleep(0.05 * attempt)
            else:
                return
        raise RuntimeError("a record kept losing against other transactions")

    async def _handle(self, conn: Connection, received: Sequence[Received[Event]]) -> None:
        fresh = await inbox.claim(conn, received, self._clock.now()) if received else []
        if self._together and len(fresh) > 1:
            with batch_span(fresh):
                await self._together(conn, fresh)
            return
        for event in fresh:
            with processing_span(self._service, event):
                await self._handlers[type(event.event)](conn, event)

    def _read(self, record: Record) -> Received[Event] | None:
        """None for a tombstone and for a type this service does not follow."""
        if record.value is None:
            return None
        try:
            return envelope.read(record.value, record.headers, self._known)
        except envelope.UnknownTypeError:
            return None

    async def _bury(self, record: Record, error: Exception, attempts: int) -> None:
        reason = _describe(error)
        async with self._db.transaction() as conn:
            dead_letter_id = await inbox.bury(
                conn, record, reason=reason, attempts=attempts, at=self._clock.now()
            )
        self._metrics.dead_letters.labels(record.topic).inc()
        log.error("consumer.dead_letter", dead_letter_id=dead_letter_id, topic=record.topic)

    async def replay(self, dead_letter_id: int) -> bool:
        """Apply a dead letter again. False when there is none that waits. Raises what fails."""
        async with self._db.transaction() as conn:
            letter = await inbox.find_dead_letter(conn, dead_letter_id)
            if letter is None:
                return False
            received = self._read(letter.record())
            await self._handle(conn, [received] if received else [])
            await inbox.mark_replayed(conn, dead_letter_id, self._clock.now())
        return True

    async def try_again(self, dead_letter_id: int) -> Replay:
        """As `replay`; what fails again stays where it is. Raises when the database is away."""
        try:
            done = await self.replay(dead_letter_id)
        except Exception as error:
            if is_outage(error):
                raise
            log.warning(
                "consumer.replay_failed", dead_letter_id=dead_letter_id, reason=_describe(error)
            )
            return Replay.FAILED
        return Replay.DONE if done else Replay.GONE

    async def _commit(self, consumer: AIOKafkaConsumer, batches: Batches) -> None:
        """Losing a partition meanwhile is no loss: its new owner's inbox knows these events."""
        try:
            async with asyncio.timeout(kafka.COMMIT_SECONDS):
                await consumer.commit({p: raws[-1].offset + 1 for p, raws in batches.items()})
        except (KafkaError, IllegalStateError) as error:
            log.info("consumer.commit_refused", error=type(error).__name__)

    def _observe(self, consumer: AIOKafkaConsumer, batches: Batches) -> None:
        for partition, raws in batches.items():
            self._metrics.events_consumed.inc(len(raws))
            end = consumer.highwater(partition)
            if end is not None:
                lag = max(end - raws[-1].offset - 1, 0)
                labels = (partition.topic, str(partition.partition))
                self._metrics.consumer_lag.labels(*labels).set(lag)


async def _answers(consumer: AIOKafkaConsumer) -> bool:
    try:
        await asyncio.wait_for(consumer.topics(), ANSWERS_WITHIN_SECONDS)
    except (KafkaError, TimeoutError, OSError):
        return False
    return True


def as_record(raw: "ConsumerRecord[bytes, bytes]") -> Record:
    return Record(raw.topic, raw.partition, raw.offset, raw.key, raw.value, tuple(raw.headers))


def _describe(error: Exception) -> str:
    """What went wrong, without content: database errors quote the row they refuse."""
    if isinstance(error, envelope.UnreadableError):
        return str(error)
    constraint = getattr(getattr(error, "diag", None), "constraint_name", None)
    return f"{type(error).__name__} {constraint}" if constraint else type(error).__name__
