"""Open pages' parts take turns; people do not wait for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.types import Message, Receive, Scope, Send

from services.dashboard.live.turns import AT_ONCE, Turns
from tests.support.eventually import eventually

PART = "/parts/visits"


class Slow:
    """An application that answers once it is let go."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.let_go = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside.append(scope["path"])
        await self.let_go.wait()


@pytest.fixture
def slow() -> Slow:
    return Slow()


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


async def _nowhere(_: Message) -> None:
    """Nobody listens."""


def ask(app: Turns, path: str) -> "asyncio.Task[None]":
    scope = {"type": "http", "path": path}
    return asyncio.create_task(app(scope, _nothing, _nowhere))


@asynccontextmanager
async def asked(app: Turns, slow: Slow, *paths: str) -> AsyncIterator[None]:
    tasks = [ask(app, path) for path in paths]
    for _ in range(10):
        await asyncio.sleep(0)
    yield
    slow.let_go.set()
    await asyncio.gather(*tasks)


async def test_only_so_many_parts_are_at_work_at_once_and_all_get_their_turn(slow: Slow) -> None:
    async with asked(Turns(slow, longest_wait_seconds=60), slow, *[PART] * (AT_ONCE + 3)):
        assert slow.inside == [PART] * AT_ONCE
    assert slow.inside == [PART] * (AT_ONCE + 3)


async def test_what_a_person_asks_for_does_not_wait_for_parts(slow: Slow) -> None:
    async with asked(Turns(slow, longest_wait_seconds=60), slow, *[PART] * (AT_ONCE + 3), "/"):
        assert slow.inside == [*[PART] * AT_ONCE, "/"]


async def test_a_part_whose_turn_does_not_come_goes_without(slow: Slow) -> None:
    async with asked(Turns(slow, longest_wait_seconds=0.01), slow, *[PART] * (AT_ONCE + 3)):
        await eventually(lambda: len(slow.inside) == AT_ONCE + 3)


async def test_who_goes_away_while_waiting_takes_no_turn_from_the_others(slow: Slow) -> None:
    app = Turns(slow, longest_wait_seconds=60)
    async with asked(app, slow, *[PART] * AT_ONCE):
        gone = ask(app, PART)
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
    assert slow.inside == [PART] * AT_ONCE
    slow.let_go.clear()
    async with asked(app, slow, *[PART] * AT_ONCE):
        assert len(slow.inside) == 2 * AT_ONCE
