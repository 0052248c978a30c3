"""How much of what the broker hands out goes into one transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from aiokafka import ConsumerRecord, TopicPartition

from shared.clock import SettableClock
from shared.consumer import Consumer, Together
from shared.db import Connection, Database
from shared.events import Received
from shared.settings import ServiceSettings
from shared.telemetry import Metrics

FIRST, SECOND = TopicPartition("visits", 0), TopicPartition("texts", 0)
BROUGHT: dict[TopicPartition, Sequence["ConsumerRecord[bytes, bytes]"]] = {FIRST: (), SECOND: ()}


def consumer(together: Together | None) -> Consumer:
    db = Database("postgresql://nobody@127.0.0.1:1/nothing", pool_size=2)
    clock = SettableClock(datetime(2027, 3, 8, tzinfo=UTC))
    return Consumer("anybody", {}, db, ServiceSettings(), clock, Metrics("anybody"), together)


async def write_together(_: Connection, __: Sequence[Received[Any]]) -> None:
    """Nothing comes this far."""


async def test_who_writes_together_takes_in_all_partitions_at_once() -> None:
    assert consumer(write_together)._turns(BROUGHT) == [BROUGHT]


async def test_who_writes_one_by_one_takes_in_one_partition_after_the_other() -> None:
    assert consumer(None)._turns(BROUGHT) == [{FIRST: ()}, {SECOND: ()}]


async def test_where_nothing_came_there_is_nothing_to_take_in() -> None:
    assert consumer(write_together)._turns({}) == consumer(None)._turns({}) == []
