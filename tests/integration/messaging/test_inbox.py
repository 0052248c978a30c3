"""An event has its effect once, and a reused id is refused."""

import pytest

from shared import inbox
from shared.events import Received, envelope
from shared.events.appointments import AppointmentBooked
from shared.ids import new_id
from shared.inbox import Record, ReusedIdError
from tests.integration.messaging.conftest import NewNode
from tests.support.bus import Node
from tests.support.facts import NOW, booked
from tests.support.servers import Broker

NO_BROKER = Broker("127.0.0.1:1", "", idempotent=False)


@pytest.fixture
async def node(new_node: NewNode) -> Node:
    return await new_node("listener", NO_BROKER)


def received(event: AppointmentBooked) -> Received[AppointmentBooked]:
    return Received(new_id(), event, NOW)


def record(arrived: Received[AppointmentBooked], offset: int = 0) -> Record:
    value, headers = envelope.write(
        event_id=arrived.id,
        event_type=arrived.event.type,
        source="/meridian/booking",
        occurred_at=arrived.occurred_at,
        payload=arrived.event.model_dump_json(),
        traceparent=None,
    )
    key = arrived.event.patient_id.encode()
    return Record("clinic.appointments", 0, offset, key, value, tuple(headers))


async def test_s39_an_event_delivered_twice_acts_once(node: Node) -> None:
    arrived = received(booked("ana"))
    await node.consumer().apply([record(arrived), record(arrived, offset=1)])
    await node.consumer().apply([record(arrived, offset=2)])
    assert await node.heard() == [("ana", 1)]


async def test_s40_the_same_id_with_other_content_is_refused_and_raises_an_alarm(
    node: Node,
) -> None:
    first = received(booked("ana", version=1))
    forged = Received(first.id, booked("ana", version=2), NOW)
    await node.consumer().apply([record(first)])
    await node.consumer().apply([record(forged, offset=1), record(received(booked("ben")), 2)])
    assert await node.heard() == [("ana", 1), ("ben", 1)]
    assert await node.scalar("select count(*) from dead_letter where reason = 'ReusedIdError'") == 1
    alarms = node.metrics.dead_letters.labels("clinic.appointments")
    assert alarms._value.get() == 1


async def test_s40_within_one_batch_too(node: Node) -> None:
    first = received(booked("ana", version=1))
    forged = Received(first.id, booked("ana", version=2), NOW)
    async with node.db.transaction() as conn:
        with pytest.raises(ReusedIdError):
            await inbox.claim(conn, [first, forged], NOW)


async def test_an_effect_that_fails_leaves_the_event_unclaimed(node: Node) -> None:
    node.chokes_on.add("ana")
    arrived = received(booked("ana"))
    await node.consumer().apply([record(arrived)])
    assert await node.scalar("select count(*) from inbox") == 0
    assert await node.scalar("select count(*) from dead_letter") == 1


@pytest.mark.parametrize(
    ("value", "headers"),
    [
        (b"not json", None),
        (b"{}", None),
        (b"{}", ()),
        (b"\xff\xfe", (("ce_id", b"\xff"),)),
    ],
)
async def test_s122_a_record_that_cannot_be_read_is_kept_whole(
    node: Node, value: bytes, headers: tuple[tuple[str, bytes], ...] | None
) -> None:
    good = record(received(booked("ana")))
    bad = Record(good.topic, 3, 7, b"key", value, good.headers if headers is None else headers)
    await node.consumer().apply([bad, good])
    assert await node.heard() == [("ana", 1)]
    async with node.db.transaction() as conn:
        letter = await inbox.find_dead_letter(conn, await node.scalar("select id from dead_letter"))
    assert letter is not None
    assert letter.record() == bad


async def test_a_tombstone_and_a_type_nobody_follows_are_passed_over(node: Node) -> None:
    good = record(received(booked("ana")))
    tombstone = Record(good.topic, 0, 1, b"ana", None, ())
    other = tuple((n, b"meridian.x.other.v1" if n == "ce_type" else v) for n, v in good.headers)
    await node.consumer().apply([tombstone, Record(good.topic, 0, 2, b"ana", good.value, other)])
    assert await node.scalar("select count(*) from dead_letter") == 0
    assert await node.heard() == []
