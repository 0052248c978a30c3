"""The read model from nothing: emptied, then every event of every topic from the beginning.

A dashboard that runs meanwhile shows a read model that fills; events that reach both are applied
once, as the inbox says.
"""

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaConsumer, TopicPartition
from psycopg import sql

from services.dashboard.domain.tables import READ_MODEL
from shared import kafka
from shared.consumer import Consumer, Handlers, as_record
from shared.db import Connection, Database
from shared.settings import ServiceSettings

GROUP = "dashboard-rebuild"  # commits nothing
START_SECONDS = 30
POLL_MS = 500


def topics_of(handlers: Handlers) -> list[str]:
    return sorted({event.topic for event in handlers})


async def rebuild(
    db: Database, settings: ServiceSettings, consumer: Consumer, topics: Sequence[str]
) -> int:
    """How many records were read: those that were there at the beginning. With none in the broker
    nothing is emptied. Raises KafkaError when the broker is away.
    """
    source = kafka.new_consumer(settings, GROUP)
    await asyncio.wait_for(source.start(), START_SECONDS)
    try:
        ends = await _ends(source, [settings.kafka_topic_prefix + topic for topic in topics])
        if not ends:
            return 0
        async with db.transaction() as conn:
            await clear(conn)
        return await _read_up_to(source, ends, consumer)
    finally:
        await kafka.stop_quietly(source)


async def clear(conn: Connection) -> None:
    """Everything that events have made, and the memory of having had them."""
    tables = sql.SQL(", ").join(map(sql.Identifier, (*READ_MODEL, "inbox")))
    await conn.execute(sql.SQL("truncate {}").format(tables))


async def _ends(source: AIOKafkaConsumer, topics: Sequence[str]) -> dict[TopicPartition, int]:
    """Of the partitions that hold anything; the source stands at their beginning."""
    existing = await source.topics()
    partitions = [
        TopicPartition(topic, number)
        for topic in topics
        if topic in existing
        for number in source.partitions_for_topic(topic) or ()
    ]
    source.assign(partitions)
    beginnings = await source.beginning_offsets(partitions)
    ends = await source.end_offsets(partitions)
    await source.seek_to_beginning(*partitions)
    return {p: end for p, end in ends.items() if end > beginnings[p]}


async def _read_up_to(
    source: AIOKafkaConsumer, ends: dict[TopicPartition, int], consumer: Consumer
) -> int:
    count = 0
    waiting = dict(ends)
    while waiting:
        for records in (await source.getmany(timeout_ms=POLL_MS)).values():
            await consumer.apply([as_record(record) for record in records])
            count += len(records)
        waiting = {p: end for p, end in waiting.items() if await source.position(p) < end}
    return count
