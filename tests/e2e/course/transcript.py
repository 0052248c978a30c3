"""All that happened, in order, to be read: texts, what people did, and every event."""

import json
import textwrap
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from sandbox.environment import kafka, kafka_settings
from sandbox.journey.phone import Bubble
from sandbox.layout import Layout
from sandbox.travel import CLINIC_ZONE
from shared.kafka import topics

# What a reader wants of an event's body, where it has it.
TOLD = (
    "kind",
    "state",
    "due_at",
    "intent",
    "score",
    "change_points",
    "change_percent",
    "standing",
    "days",
    "grade",
    "signs",
    "rule",
    "outcome",
    "reason",
    "complaint",
    "baseline",
)
Line = tuple[datetime, str]
# The phones show whole seconds: within one, what people do comes first and our texts last.
PEOPLE, EVENT, TEXT = range(3)


async def transcript(
    layout: Layout,
    patient_ids: Collection[str],
    bubbles: Sequence[Bubble],
    noted: Sequence[Line],
) -> str:
    events = [line async for line in _events(layout, patient_ids)]
    texts = [(bubble.at, _said(bubble)) for bubble in bubbles]
    lines = sorted([*events, *texts, *noted], key=lambda line: line[0])
    return "\n".join(
        f"{at.astimezone(CLINIC_ZONE):%a %d %b %H:%M:%S}  {words}" for at, words in lines
    )


async def _events(layout: Layout, patient_ids: Collection[str]) -> AsyncIterator[Line]:
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka(layout).bootstrap)
    async with consumer:
        count = kafka_settings(layout).kafka_partitions
        partitions = [TopicPartition(topic, n) for topic in topics() for n in range(count)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = await consumer.end_offsets(partitions)
        for _ in range(sum(ends.values())):
            record = await consumer.getone()
            # A tombstone says nothing: the event before it has said that they are forgotten.
            if (record.key or b"").decode() in patient_ids and record.value is not None:
                yield _event(record)


def _event(record: "ConsumerRecord[bytes, bytes]") -> Line:
    headers = {name: value.decode() for name, value in record.headers}
    _, owner, name, _ = headers["ce_type"].split(".")
    body = json.loads(record.value or b"{}")
    told = {**body, **body.get("text", {}), **body.get("visit", {})}
    shown = [f"{key} {_short(told[key])}" for key in TOLD if told.get(key) not in (None, [])]
    return datetime.fromisoformat(headers["ce_time"]), f"    · {owner} {name}: {', '.join(shown)}"


def _short(value: object) -> str:
    text = str(value)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{at.astimezone(CLINIC_ZONE):%a %d %b %H:%M}" if len(text) > len("2027-01-01") else text


def _said(bubble: Bubble) -> str:
    indent = " " * 40 if bubble.mine else ""
    who = "patient:" if bubble.mine else "clinic:"
    body = textwrap.fill(bubble.body, 70, subsequent_indent=" " * (22 + len(indent) + 9))
    return f"{indent}{who} {body}"
