"""Two senders share what the carrier allows one number; without Redis each keeps to its share."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from sandbox.servers.ports import free_ports
from services.notify.carrier import Limits, SharedPace
from services.notify.store import texts
from shared import redis
from tests.integration.notify.visits import booked
from tests.integration.notify.worlds import World
from tests.support.eventually import eventually
from tests.support.patients import patient_saved

SENDER = "+13105550100"
LIMITS = Limits(segments_a_second=40, calls_at_once=1000, processes=2)
MEASURED_SECONDS = 0.5


@pytest.fixture
async def connection(valkey_url: str) -> AsyncIterator[Redis]:
    client = redis.connect(valkey_url)
    yield client
    await client.aclose()


@pytest.fixture
async def nobody() -> AsyncIterator[Redis]:
    """A Redis that is away."""
    client = redis.connect(f"redis://127.0.0.1:{free_ports(1)[0]}/0")
    yield client
    await client.aclose()


async def taken(*paces: SharedPace) -> tuple[int, float]:
    """All that they are given in a while, in turn and greedily; and how many seconds that was."""
    started, count = time.monotonic(), 0
    while time.monotonic() - started < MEASURED_SECONDS:
        for pace in paces:
            count += await pace.take(100)
    return count, time.monotonic() - started


async def test_two_senders_together_go_no_faster_than_the_number_may(connection: Redis) -> None:
    paces = [SharedPace(connection, SENDER, LIMITS) for _ in range(2)]
    count, seconds = await taken(*paces)
    assert 0 < count <= LIMITS.segments_a_second * seconds + 1


async def test_another_number_has_a_limit_of_its_own(connection: Redis) -> None:
    mine, other = (SharedPace(connection, s, LIMITS) for s in (SENDER, "+13105550199"))
    count, seconds = await taken(mine, other)
    assert count > LIMITS.segments_a_second * seconds * 1.2


async def test_redis_that_forgot_everything_lets_nobody_catch_up(connection: Redis) -> None:
    paces = [SharedPace(connection, SENDER, LIMITS) for _ in range(2)]
    started, count = time.monotonic(), 0
    while time.monotonic() - started < MEASURED_SECONDS:
        await connection.flushall()
        count += await paces[0].take(100) + await paces[1].take(100)
    assert count <= LIMITS.segments_a_second * (time.monotonic() - started) + 1


async def test_without_redis_each_process_keeps_to_its_share(nobody: Redis) -> None:
    pace = SharedPace(nobody, SENDER, LIMITS)
    count, seconds = await taken(pace)
    share = LIMITS.segments_a_second / LIMITS.processes
    assert share * seconds * 0.5 < count <= share * seconds + 1


async def test_calls_at_once_are_counted_over_all_senders(connection: Redis) -> None:
    limits = Limits(segments_a_second=100_000, calls_at_once=7)
    first, second = (SharedPace(connection, SENDER, limits) for _ in range(2))
    granted = 0
    while granted < 7:
        granted += await first.take(5)
    assert await second.take(1) == 0
    first.give_back(3)
    assert await first.take(0) == 0
    assert await second.take(10) == 3


async def test_what_was_found_unused_does_not_add_up(connection: Redis) -> None:
    pace = SharedPace(connection, SENDER, LIMITS)
    started = time.monotonic()
    while time.monotonic() - started < 1.5:
        unused = await pace.take(1000)
        pace.give_back(unused, -unused)
        await pace.settle()
    assert 0 < await pace.take(1000) <= LIMITS.segments_a_second


async def test_a_sender_with_nothing_to_send_keeps_no_other_from_sending(
    world: World, connection: Redis
) -> None:
    limits = Limits(segments_a_second=100_000, calls_at_once=4)
    idle, busy = (SharedPace(connection, SENDER, limits) for _ in range(2))
    await eventually(lambda: granted_and_given_back(idle))
    async with world.sender(pace=idle) as sender:
        await sender.tick()
        assert await busy.take(4) == 4


async def granted_and_given_back(pace: SharedPace) -> int:
    granted = await pace.take(4)
    pace.give_back(granted, -granted)
    await pace.settle()
    return granted


async def test_a_sender_that_ends_leaves_its_calls_to_the_next(
    world: World, connection: Redis
) -> None:
    await world.hear(patient_saved(), booked())
    limits = Limits(segments_a_second=100_000, calls_at_once=4)
    first, second = (SharedPace(connection, SENDER, limits) for _ in range(2))
    await eventually(lambda: granted_and_given_back(first))
    async with world.sender(pace=first) as sender:
        await sender.tick()
    assert len(world.carrier.accepted) == 1
    assert await second.take(4) == 4


async def test_a_text_of_three_segments_takes_the_place_of_three(connection: Redis) -> None:
    pace = SharedPace(connection, SENDER, LIMITS)
    while not (granted := await pace.take(1)):
        pass
    pace.give_back(granted, segments=40)
    started = time.monotonic()
    while not await pace.take(1):
        pass
    assert time.monotonic() - started > 0.5


async def test_s48_a_backlog_goes_no_faster_than_the_limit(world: World, connection: Redis) -> None:
    for n in range(30):
        await world.hear(
            patient_saved(patient_id=f"p{n}", phone=f"+1310555{n:04}"),
            booked(appointment_id=f"a{n}").model_copy(update={"patient_id": f"p{n}"}),
        )
    limits = Limits(segments_a_second=10, calls_at_once=100)
    pace = SharedPace(connection, SENDER, limits)
    started = time.monotonic()
    async with world.sender(pace=pace) as sender:
        while len(world.carrier.accepted) < 10:
            await sender.tick()
            await world.db.bell(texts.BELL).wait(timedelta(milliseconds=10))
    assert len(world.carrier.accepted) <= 10 * (time.monotonic() - started) + 1
