"""When pages are told of hints: at once, and when many are open not too often."""

import contextlib
from collections.abc import Iterator
from typing import Any, cast

import pytest
from redis.asyncio.client import PubSub

from services.dashboard.live.hints import Hint, Kind
from services.dashboard.live.hub import LONGEST_GATHER_SECONDS, Hub, Subscriber
from shared.redis import connect

MANY = 200


class Messages:
    """A subscription that has heard these hints and then nothing."""

    def __init__(self, *hints: Hint) -> None:
        self._waiting = list(hints)

    async def get_message(self, timeout: float) -> dict[str, Any] | None:  # noqa: ASYNC109
        if not self._waiting:
            return None
        return {"type": "message", "data": self._waiting.pop(0).to_json()}


class Ticking:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def hint(number: int, kind: Kind = Kind.VISITS) -> Hint:
    return Hint(str(number), {"somebody": frozenset({kind})})


async def hear(hub: Hub, *hints: Hint) -> None:
    await hub._hear(cast(PubSub, Messages(*hints)))


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()


@pytest.fixture
def hub(ticking: Ticking) -> Hub:
    return Hub(connect("redis://127.0.0.1:1/0"), ticking)


@pytest.fixture
def pages(hub: Hub) -> Iterator[list[Subscriber]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(hub.subscribed()) for _ in range(MANY)]


async def test_a_change_after_a_quiet_while_is_told_at_once(
    hub: Hub, pages: list[Subscriber]
) -> None:
    await hear(hub, hint(1))
    assert all(page.take() == ["visits"] for page in pages)


async def test_what_follows_is_gathered_while_many_pages_are_open(
    hub: Hub, pages: list[Subscriber], ticking: Ticking
) -> None:
    await hear(hub, hint(1))
    before = hub.revision([Kind.ALERTS, Kind.VISITS])
    pages[0].take()
    await hear(hub, hint(2, Kind.ALERTS))
    await hear(hub, hint(3))
    assert (pages[0].take(), hub.latest) == ([], "1")
    assert hub.revision([Kind.ALERTS, Kind.VISITS]) == before  # what is shared is not made again
    ticking.seconds += LONGEST_GATHER_SECONDS
    await hear(hub)
    assert (pages[0].take(), hub.latest) == (["alerts", "visits"], "3")
    assert hub.revision([Kind.ALERTS, Kind.VISITS]) != before


async def test_a_page_alone_waits_for_nobody(hub: Hub, ticking: Ticking) -> None:
    with hub.subscribed() as page:
        await hear(hub, hint(1))
        page.take()
        ticking.seconds += 0.005
        await hear(hub, hint(2))
        assert page.take() == ["visits"]


async def test_no_page_is_told_later_than_the_longest_gathering(
    hub: Hub, pages: list[Subscriber]
) -> None:
    with contextlib.ExitStack() as more:
        for _ in range(MANY):
            more.enter_context(hub.subscribed())
        assert hub.gather_seconds == LONGEST_GATHER_SECONDS
