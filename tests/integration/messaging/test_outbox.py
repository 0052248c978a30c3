"""What the outbox promises without a broker in sight."""

from datetime import timedelta

import psycopg
import pytest

from shared import outbox
from shared.outbox import store
from tests.integration.messaging.conftest import NewNode
from tests.support.bus import Node, running
from tests.support.eventually import eventually
from tests.support.facts import NOW, booked
from tests.support.servers import Broker

NO_BROKER = Broker("127.0.0.1:1", "", idempotent=False)


@pytest.fixture
async def node(new_node: NewNode) -> Node:
    return await new_node("sender", NO_BROKER)


async def test_s05_a_service_that_dies_before_publishing_leaves_the_event_in_the_outbox(
    node: Node,
) -> None:
    await node.publish(booked("ana"))
    async with node.db.transaction() as conn:
        waiting = await store.list_unpublished(conn, 10)
    assert [row.key for row in waiting] == ["ana"]


async def test_s121_without_a_broker_events_wait_and_the_relay_lives(node: Node) -> None:
    async with running(node.relay().run):
        await node.publish(booked("ana"), booked("ben"))
        await eventually(
            lambda: node.metrics.relay_failures._value.get() > 0, describe="a failed attempt"
        )
        await eventually(
            lambda: node.metrics.outbox_waiting._value.get() == 2, describe="the backlog's gauge"
        )
    assert await node.scalar("select count(*) from outbox where published_at is null") == 2


async def test_a_row_committed_behind_published_ones_is_still_found(node: Node) -> None:
    """Positions are given at insert, not at commit: a cursor over them would pass this row."""
    async with await node.db.connect() as slow:
        await slow.execute("begin")
        await outbox.add(slow, booked("slow"), at=NOW)
        await node.publish(booked("fast"))
        async with node.db.transaction() as conn:
            first = await store.list_unpublished(conn, 10)
            await store.mark_published(conn, [r.position for r in first], NOW)
        await slow.execute("commit")
    async with node.db.transaction() as conn:
        second = await store.list_unpublished(conn, 10)
    assert [r.key for r in first] == ["fast"]
    assert [r.key for r in second] == ["slow"]
    assert second[0].position < first[0].position


async def test_an_event_too_large_for_a_record_is_refused_before_it_can_block_the_relay(
    node: Node,
) -> None:
    with pytest.raises(store.EventTooLargeError):
        await node.publish(booked("ana").model_copy(update={"reason": "x" * 300_000}))


async def test_only_one_relay_leads(node: Node) -> None:
    async with await node.db.connect() as one, await node.db.connect() as other:
        relay = node.relay()
        assert await relay._try_lead(one)
        assert not await relay._try_lead(other)
        await one.close()
        assert await eventually(lambda: relay._try_lead(other), describe="the lock given up")


async def test_old_rows_are_pruned_and_the_inbox_outlives_them(node: Node) -> None:
    await node.publish(booked("old"), booked("waiting"))
    async with node.db.transaction() as conn:
        rows = await store.list_unpublished(conn, 10)
        await store.mark_published(conn, [rows[0].position], NOW)
        await store.prune(conn, NOW + timedelta(seconds=1), NOW)
    async with node.db.transaction() as conn:
        left = await store.list_unpublished(conn, 10)
    assert [r.key for r in left] == ["waiting"]
    assert await node.scalar("select count(*) from outbox") == 1


async def test_an_event_id_cannot_be_used_for_two_events(node: Node) -> None:
    await node.publish(booked("ana"))
    with pytest.raises(psycopg.errors.UniqueViolation, match="outbox_event_id_unique"):
        async with node.db.transaction() as conn:
            await conn.execute(
                """insert into outbox (event_id, topic, key, type, occurred_at)
                   select event_id, topic, key, type, occurred_at from outbox"""
            )
