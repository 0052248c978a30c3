"""`python -m shared.kafka create-topics`, as an installation runs it before its services."""

import os
import subprocess
import sys

from aiokafka.admin import AIOKafkaAdminClient

from shared.kafka import topics
from tests.support.servers import Broker


def create_topics(broker: Broker, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shared.kafka", *arguments],
        env={
            **os.environ,
            "MERIDIAN_KAFKA_BOOTSTRAP": broker.bootstrap,
            "MERIDIAN_KAFKA_TOPIC_PREFIX": broker.topic_prefix,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


async def test_the_topics_are_made_once_and_asking_again_changes_nothing(kafka: Broker) -> None:
    for _ in range(2):
        assert create_topics(kafka, "create-topics").returncode == 0
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    there = set(await admin.list_topics())
    await admin.close()
    assert {kafka.topic(name) for name in topics()} <= there


def test_another_word_is_refused_with_the_usage(kafka: Broker) -> None:
    refused = create_topics(kafka, "delete-topics")
    assert refused.returncode == 1
    assert "create-topics" in refused.stderr
