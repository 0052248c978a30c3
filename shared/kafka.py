"""Kafka as this product uses it: every setting that is not aiokafka's default, and why.

`python -m shared.kafka create-topics` makes the topics that are missing.
"""

import asyncio
import sys
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from shared.events import event_types
from shared.settings import ServiceSettings

# Every wait on the broker ends. An idempotent batch never expires by itself.
PUBLISH_SECONDS = 30.0
COMMIT_SECONDS = 10.0
COMPACTED = frozenset({"clinic.patients"})


def topics() -> list[str]:
    return sorted({event.topic for event in event_types().values()})


def new_producer(settings: ServiceSettings, client_id: str) -> AIOKafkaProducer:
    return AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap,
        client_id=client_id,
        acks="all",  # the default, 1, loses what the leader had alone
        enable_idempotence=settings.kafka_idempotence,
        request_timeout_ms=15_000,
    )


def new_consumer(settings: ServiceSettings, group: str) -> AIOKafkaConsumer:
    return AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_bootstrap,
        client_id=group,
        group_id=f"{settings.kafka_topic_prefix}{group}",
        enable_auto_commit=False,  # it would commit what was handed out, not what was done
        auto_offset_reset="earliest",  # the default, latest, skips what a new group missed
        isolation_level="read_committed",
        session_timeout_ms=round(settings.kafka_session_seconds * 1000),
        heartbeat_interval_ms=round(settings.kafka_session_seconds * 1000 / 5),
        rebalance_timeout_ms=30_000,  # the default equals the session time-out
        max_poll_interval_ms=300_000,
        max_poll_records=500,
        fetch_max_wait_ms=settings.kafka_fetch_wait_ms,
        metadata_max_age_ms=30_000,
    )


async def ensure_topics(settings: ServiceSettings, names: Iterable[str] | None = None) -> None:
    """Create the topics that are missing. Raises KafkaError when the broker will not."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        wanted = [
            NewTopic(
                name=settings.kafka_topic_prefix + name,
                num_partitions=settings.kafka_partitions,
                replication_factor=settings.kafka_replication,
                topic_configs={"cleanup.policy": "compact"} if name in COMPACTED else {},
            )
            for name in (topics() if names is None else names)
            if settings.kafka_topic_prefix + name not in existing
        ]
        if wanted:
            await _create(admin, wanted)
    finally:
        await admin.close()


async def _create(admin: AIOKafkaAdminClient, wanted: list[NewTopic]) -> None:
    response = await admin.create_topics(wanted)
    for _, code, *_ in response.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise error("the broker did not create a topic")


async def list_partitions(settings: ServiceSettings, names: Iterable[str]) -> list[TopicPartition]:
    """Of those of the topics that are there. Raises KafkaError when the broker is away.

    A consumer that has not subscribed to a topic knows of its partitions only by chance.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)
    await admin.start()
    try:
        existing = set(await admin.list_topics())
        wanted = [settings.kafka_topic_prefix + name for name in names]
        there = [name for name in wanted if name in existing]
        described = await admin.describe_topics(there) if there else []
    finally:
        await admin.close()
    return [
        TopicPartition(topic["topic"], partition["partition"])
        for topic in described
        for partition in topic["partitions"]
    ]


async def stop_quietly(client: AIOKafkaProducer | AIOKafkaConsumer) -> None:
    """Stop a client that may have lost its broker, without waiting for it for ever."""
    try:
        await asyncio.wait_for(client.stop(), COMMIT_SECONDS)
    except (KafkaError, TimeoutError, OSError):
        return


def main(arguments: list[str]) -> None:
    if arguments != ["create-topics"]:
        sys.exit("usage: python -m shared.kafka create-topics")
    asyncio.run(ensure_topics(ServiceSettings()))
    sys.stdout.write(f"{len(topics())} topics are there\n")


if __name__ == "__main__":
    main(sys.argv[1:])
