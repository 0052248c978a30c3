"""What a whole journey leaves behind where it must leave nothing of the patient."""

from collections.abc import AsyncIterator

import httpx
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from sandbox.environment import kafka, kafka_settings
from sandbox.journey.play import play
from sandbox.journey.story import PATIENT, Story, new_story
from sandbox.layout import SERVICES
from shared.kafka import topics
from tests.support.sandboxes import RunningSandbox

pytestmark = pytest.mark.timeout(300)


async def test_s125_no_phone_name_body_or_score_is_in_logs_metrics_or_record_keys(
    sandbox: RunningSandbox,
) -> None:
    async with new_story(sandbox.layout) as story:
        await play(story)
        secrets = await _secrets(story)
        keys = await _keys(sandbox)
    places = {
        **{f"{log.name}": log.read_text() for log in sandbox.layout.log("any").parent.iterdir()},
        **{name: await _metrics(sandbox, name) for name in SERVICES},
        "keys": "\n".join(sorted(keys)),
    }
    assert story.patient_id in keys
    assert [(place, s) for place, text in places.items() for s in secrets if s in text] == []


async def _secrets(story: Story) -> list[str]:
    bodies = [bubble.body for bubble in await story.phone.bubbles() if len(bubble.body) > 1]
    fields = ['"score":', '"body":', '"phone":', '"name":']
    return [story.phone.number, story.phone.number[2:], *PATIENT.split(), *bodies, *fields]


async def _metrics(sandbox: RunningSandbox, service: str) -> str:
    async with httpx.AsyncClient() as http:
        return (await http.get(sandbox.layout.url(service, "/metrics"))).text


async def _keys(sandbox: RunningSandbox) -> set[str]:
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka(sandbox.layout).bootstrap)
    async with consumer:
        count = kafka_settings(sandbox.layout).kafka_partitions
        partitions = [TopicPartition(topic, n) for topic in topics() for n in range(count)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        return {key async for key in _read(consumer, sum(ends.values()))}


async def _read(consumer: AIOKafkaConsumer, count: int) -> AsyncIterator[str]:
    for _ in range(count):
        record = await consumer.getone()
        yield (record.key or b"").decode()
