"""Sessions that another process began, with Redis slow or away."""

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from services.dashboard.store.sessions import Session, Sessions
from shared.clock import SettableClock
from shared.redis import connect

IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=12)
PAGES = 300


def a_process(redis: Redis, clock: SettableClock) -> Sessions:
    return Sessions(redis, b"the same key", clock, idle=IDLE, longest=LONGEST)


@pytest.fixture
def elsewhere(redis: Redis, clock: SettableClock) -> Sessions:
    """The process in which everybody signed in."""
    return a_process(redis, clock)


@pytest.fixture
def here(redis: Redis, clock: SettableClock) -> Sessions:
    return a_process(redis, clock)


async def look(sessions: Sessions, session_id: str) -> Session | None:
    return await sessions.find(session_id, touch=False)


async def test_hundreds_of_pages_that_ask_at_one_moment_are_all_still_signed_in(
    elsewhere: Sessions, here: Sessions
) -> None:
    session_ids = [await elsewhere.start(f"staff-{number}") for number in range(PAGES)]
    found = await asyncio.gather(*(look(here, session_id) for session_id in session_ids))
    assert all(found)


async def test_who_has_been_seen_here_stays_signed_in_while_redis_is_away(
    elsewhere: Sessions, here: Sessions, clock: SettableClock
) -> None:
    session_id = await elsewhere.start("robin")
    assert await look(here, session_id)
    away = connect("redis://127.0.0.1:1/0")
    here._redis = away
    assert await look(here, session_id)
    clock.advance(IDLE)
    assert await look(here, session_id) is None
    await away.aclose()


async def test_what_was_ended_here_does_not_come_back_from_redis(
    elsewhere: Sessions, here: Sessions, redis: Redis
) -> None:
    session_id = await elsewhere.start("robin")
    away = connect("redis://127.0.0.1:1/0")
    here._redis = away
    await here.end(session_id)
    here._redis = redis
    assert await look(here, session_id) is None
    await away.aclose()
