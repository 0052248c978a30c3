"""Those who try at the same moment share one question to Redis and nothing else (S-09)."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.booking.domain.limits import WINDOW
from services.booking.store.tries import Tries
from shared import redis

NOW = datetime(2027, 3, 14, 17, 0, tzinfo=UTC)
AWAY = "redis://127.0.0.1:1"


@pytest.mark.parametrize("away", [False, True], ids=["redis", "without redis"])
async def test_s09_who_tries_at_once_is_counted_as_if_one_came_after_the_other(
    valkey_url: str, away: bool
) -> None:
    address = uuid4().hex
    async with redis.connect(AWAY if away else valkey_url) as client:
        tries = Tries(client)
        at_once = [tries.count([address, uuid4().hex], NOW) for _ in range(3)]
        assert await asyncio.gather(*at_once) == [[1, 1], [2, 1], [3, 1]]
        assert await tries.count([address], NOW + timedelta(seconds=1)) == [4]


async def test_s09_each_who_tries_at_once_has_a_window_of_their_own(valkey_url: str) -> None:
    address, other = uuid4().hex, uuid4().hex
    async with redis.connect(valkey_url) as client:
        tries = Tries(client)
        await asyncio.gather(tries.count([address], NOW), tries.count([other], NOW))
        later = NOW + WINDOW
        at_once = [tries.count([address], NOW), tries.count([other], later)]
        assert await asyncio.gather(*at_once) == [[2], [1]]


async def test_s09_whoever_leaves_takes_nobody_elses_count_along(valkey_url: str) -> None:
    address = uuid4().hex
    async with redis.connect(valkey_url) as client:
        tries = Tries(client)
        leaving = asyncio.ensure_future(tries.count([address], NOW))
        staying = asyncio.ensure_future(tries.count([address], NOW))
        await asyncio.sleep(0)  # both have asked
        leaving.cancel()
        assert await staying == [2]
        assert leaving.cancelled()
