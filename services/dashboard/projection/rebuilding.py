"""The read model from nothing, beside the one that is shown: every event of every topic from the
beginning, by the same projections as ever but many events at a time, then one moment in which the
new tables take the place of the old.

A dashboard that runs meanwhile goes on with the old ones. In that moment it takes nothing in, the
last events are read here too, and the new inbox knows all that either has had.
"""

import asyncio
from collections.abc import Callable, Sequence

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from psycopg import OperationalError
from psycopg.errors import LockNotAvailable
from psycopg_pool import PoolTimeout

from services.dashboard.store import blue_green
from shared import kafka
from shared.consumer import Consumer, Handlers, as_record
from shared.db import Connection, Database, is_outage
from shared.inbox import Record
from shared.settings import ServiceSettings

GROUP = "dashboard-rebuild"  # commits nothing
START_SECONDS = 30
POLL_MS = 500
BATCH = 6000
CONNECTIONS = 4
ATTEMPTS, PAUSE_SECONDS = 200, 0.05


def topics_of(handlers: Handlers) -> list[str]:
    return sorted({event.topic for event in handlers})


async def rebuild(
    db: Database,
    settings: ServiceSettings,
    new_consumer: Callable[[Database], Consumer],
    topics: Sequence[str],
) -> int:
    """How many records were read. With none in the broker nothing is changed. Raises KafkaError when
    the broker is away.
    """
    partitions = await kafka.list_partitions(settings, topics)
    source = kafka.new_consumer(settings, GROUP)
    await asyncio.wait_for(source.start(), START_SECONDS)
    try:
        if not await _assign(source, partitions):
            return 0
        return await _rebuild(db, source, new_consumer)
    finally:
        await kafka.stop_quietly(source)


async def _assign(source: AIOKafkaConsumer, partitions: Sequence[TopicPartition]) -> bool:
    """Put the source at the beginning of all partitions; whether they hold anything."""
    source.assign(partitions)
    beginnings = await source.beginning_offsets(partitions)
    ends = await source.end_offsets(partitions)
    if not any(ends[p] > beginnings[p] for p in partitions):
        return False
    await source.seek_to_beginning(*partitions)
    return True


async def _rebuild(
    db: Database, source: AIOKafkaConsumer, new_consumer: Callable[[Database], Consumer]
) -> int:
    async with db.transaction() as conn:
        await blue_green.make_aside(conn)
    async with Database(db.url, pool_size=CONNECTIONS, schema=blue_green.ASIDE) as aside:
        consumer = new_consumer(aside)
        count = await _read_to_the_end(source, consumer)
        async with db.transaction() as conn:
            await blue_green.finish(conn)
        async with db.transaction() as conn:
            await blue_green.stop_writers(conn)
            count += await _read_to_the_end(source, consumer)
            await _lock_out_readers(conn)
            await blue_green.swap(conn)
    return count


async def _lock_out_readers(conn: Connection) -> None:
    """Between two pages. Raises LockNotAvailable when there is no such moment."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with conn.savepoint():
                await blue_green.lock_out_readers(conn)
        except LockNotAvailable:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return


async def _read_to_the_end(source: AIOKafkaConsumer, consumer: Consumer) -> int:
    """Of what is there now. Order matters within a partition alone: batches of several are written
    side by side, and the next ones fetched meanwhile.
    """
    count, connections = 0, asyncio.Semaphore(CONNECTIONS)
    writing: asyncio.Future[list[None]] = asyncio.gather()

    async def write(records: Sequence["ConsumerRecord[bytes, bytes]"]) -> None:
        async with connections:  # to wait here has no time limit
            await _apply(consumer, [as_record(record) for record in records])

    waiting = await source.end_offsets(source.assignment())
    while waiting := {p: end for p, end in waiting.items() if await source.position(p) < end}:
        batches = await source.getmany(timeout_ms=POLL_MS, max_records=BATCH)
        await writing
        writing = asyncio.gather(*[write(records) for records in batches.values()])
        count += sum(map(len, batches.values()))
    await writing
    return count


async def _apply(consumer: Consumer, records: Sequence[Record]) -> None:
    """A busy database is waited for: an hour's work should not end for a connection that was slow.
    Raises what says that it is away for good.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await consumer.apply(records)
        except (PoolTimeout, OperationalError) as error:
            if attempt == ATTEMPTS or not is_outage(error):
                raise
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return
