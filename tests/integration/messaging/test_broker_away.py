"""Events made while there is no broker arrive when there is one, each patient's in order."""

import asyncio

import pytest

from sandbox.servers.ports import LOOPBACK, free_ports
from sandbox.servers.tansu import Tansu
from shared import kafka
from tests.integration.messaging.conftest import NewNode
from tests.support.bus import running
from tests.support.eventually import eventually
from tests.support.facts import booked
from tests.support.processes import Workplace, server_program
from tests.support.servers import Broker

PATIENTS = ("ana", "ben", "carla")


@pytest.mark.timeout(120)
async def test_s121_events_made_while_the_broker_is_down_arrive_in_order(
    new_node: NewNode, workplace: Workplace
) -> None:
    port = free_ports(1)[0]
    broker = Broker(f"{LOOPBACK}:{port}", "away.", idempotent=False)
    sender, listener = await new_node("sender", broker), await new_node("listener", broker)
    async with running(sender.relay().run):
        for version in range(1, 21):
            await sender.publish(*(booked(p, version=version) for p in PATIENTS))
        await eventually(
            lambda: sender.metrics.relay_failures._value.get() > 0, describe="a failed attempt"
        )
    assert await sender.scalar("select count(*) from outbox where published_at is null") == 60
    tansu = server_program(workplace, Tansu(port))
    await asyncio.to_thread(tansu.start)
    await kafka.ensure_topics(sender.settings)
    async with running(sender.relay().run, listener.consumer().run):

        async def all_heard() -> bool:
            return len(await listener.heard()) == 60

        await eventually(all_heard, within_seconds=60, describe="everything heard")
    heard = await listener.heard()
    for patient in PATIENTS:
        assert [v for p, v in heard if p == patient] == list(range(1, 21))
    await asyncio.to_thread(tansu.stop)
