"""The same behaviour on the embedded broker and on Apache Kafka."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from shared import kafka, outbox
from shared.db import Database
from shared.outbox import store
from tests.integration.messaging.conftest import NewNode
from tests.support.bus import Node, PoisonError, running, settings_for
from tests.support.eventually import eventually
from tests.support.facts import booked
from tests.support.servers import Broker

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(params=["kafka", "apache_kafka"])
async def broker(request: pytest.FixtureRequest) -> Broker:
    broker: Broker = request.getfixturevalue(request.param)
    await kafka.ensure_topics(settings_for(broker))
    return broker


async def heard_all(node: Node, count: int) -> list[tuple[str, int]]:
    async def enough() -> list[tuple[str, int]] | None:
        heard = await node.heard()
        return heard if len(heard) >= count else None

    heard = await eventually(enough, within_seconds=30, describe=f"{count} events heard")
    assert heard is not None
    return heard


async def test_an_event_committed_on_one_side_has_its_effect_on_the_other(
    broker: Broker, new_node: NewNode
) -> None:
    sender, listener = await new_node("sender", broker), await new_node("listener", broker)
    async with running(sender.relay().run, listener.consumer().run):
        await sender.publish(booked("ana", version=3))
        assert await heard_all(listener, 1) == [("ana", 3)]


async def test_an_event_of_a_transaction_that_failed_is_never_published(
    broker: Broker, new_node: NewNode
) -> None:
    sender, listener = await new_node("sender", broker), await new_node("listener", broker)
    async with running(sender.relay().run, listener.consumer().run):
        with pytest.raises(ZeroDivisionError):
            await _fail_after_adding(sender)
        await sender.publish(booked("kept"))
        assert [p for p, _ in await heard_all(listener, 1)] == ["kept"]


async def test_each_patients_events_arrive_in_order(broker: Broker, new_node: NewNode) -> None:
    sender, listener = await new_node("sender", broker), await new_node("listener", broker)
    patients = [f"patient-{n}" for n in range(20)]
    async with running(sender.relay().run, listener.consumer().run):
        for version in range(1, 11):
            await sender.publish(*(booked(p, version=version) for p in patients))
        heard = await heard_all(listener, 200)
    for patient in patients:
        assert [v for p, v in heard if p == patient] == list(range(1, 11))


async def test_s39_a_replayed_event_has_no_second_effect(broker: Broker, new_node: NewNode) -> None:
    sender, listener = await new_node("sender", broker), await new_node("listener", broker)
    async with running(sender.relay().run, listener.consumer().run):
        await sender.publish(*(booked(f"p{n}") for n in range(5)))
        await heard_all(listener, 5)
        async with sender.db.transaction() as conn:
            assert await store.republish(conn, datetime.now(UTC) - timedelta(days=1)) == 5
        await sender.publish(booked("last"))
        await eventually(
            lambda: _has(listener, "last"), within_seconds=30, describe="the last event heard"
        )
        await eventually(
            lambda: _nothing_unpublished(sender), describe="the replay carried to the broker"
        )
    assert len(await listener.heard()) == 6


async def test_two_members_share_the_work_and_one_takes_over_all_of_it(
    broker: Broker, new_node: NewNode
) -> None:
    sender, listener = await new_node("sender", broker), await new_node("listener", broker)
    second = Node("listener", listener.db, listener.settings)
    async with running(sender.relay().run, listener.consumer().run):
        async with running(second.consumer().run):
            await sender.publish(*(booked(f"a{n}") for n in range(40)))
            await heard_all(listener, 40)
        await sender.publish(*(booked(f"b{n}") for n in range(40)))
        heard = await heard_all(listener, 80)
    assert len(heard) == len(set(heard)) == 80


async def test_the_standby_relay_publishes_when_the_active_one_is_gone(
    broker: Broker, new_node: NewNode
) -> None:
    sender, listener = await new_node("sender", broker), await new_node("listener", broker)
    async with Database(sender.db.url, pool_size=2) as other_replicas_db:
        standby = Node("sender", other_replicas_db, sender.settings)
        async with running(listener.consumer().run):
            async with running(sender.relay().run):
                await sender.publish(booked("first"))
                await heard_all(listener, 1)
                async with running(standby.relay().run):
                    await asyncio.sleep(0)
            async with running(standby.relay().run):
                await standby.publish(booked("second"))
                heard = await heard_all(listener, 2)
    assert [p for p, _ in heard] == ["first", "second"]


async def test_s122_a_poison_event_is_written_down_and_the_rest_goes_on(
    broker: Broker, new_node: NewNode
) -> None:
    sender, listener = await new_node("sender", broker), await new_node("listener", broker)
    listener.chokes_on.add("poison")
    async with running(sender.relay().run, listener.consumer().run):
        await sender.publish(booked("before"), booked("poison"), booked("after"))
        heard = await heard_all(listener, 2)
        assert {p for p, _ in heard} == {"before", "after"}
        assert await eventually(
            lambda: listener.scalar("select count(*) from dead_letter where attempts = 5"),
            describe="the poison event in the dead letters",
        )
    dead_letter_id = await listener.scalar("select id from dead_letter")
    with pytest.raises(PoisonError):
        await listener.consumer().replay(dead_letter_id)
    listener.chokes_on.clear()
    assert await listener.consumer().replay(dead_letter_id)
    assert not await listener.consumer().replay(dead_letter_id), "a second replay does nothing"
    assert [p for p, _ in await listener.heard()].count("poison") == 1


async def _fail_after_adding(sender: Node) -> None:
    async with sender.db.transaction() as conn:
        await outbox.add(conn, booked("lost"), at=sender.clock.now())
        raise ZeroDivisionError


async def _has(node: Node, patient: str) -> bool:
    return patient in [p for p, _ in await node.heard()]


async def _nothing_unpublished(node: Node) -> bool:
    return await node.scalar("select count(*) from outbox where published_at is null") == 0
