"""What is made once for all open pages, and how often they ask."""

import asyncio
from datetime import timedelta

import pytest

from services.dashboard.live.fragments import GOOD_FOR, Fragments
from services.dashboard.live.hints import Hint, Kind
from services.dashboard.live.hub import LONGEST_PAUSE_SECONDS, Hub
from shared.clock import SettableClock
from shared.redis import connect
from tests.support.facts import NOW

VISITS = frozenset({Kind.VISITS})


class Part:
    """Counts how often it was made."""

    def __init__(self) -> None:
        self.made = 0
        self.fails = False
        self.begun = asyncio.Event()

    async def render(self) -> str:
        self.made += 1
        self.begun.set()
        await asyncio.sleep(0)
        if self.fails:
            raise ValueError("no such luck")
        return f"made {self.made}"


@pytest.fixture
def hub() -> Hub:
    """One that hears hints."""
    made = Hub(connect("redis://127.0.0.1:1/0"))
    made._spread(Hint("1", {}))
    return made


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(NOW)


@pytest.fixture
def fragments(hub: Hub, clock: SettableClock) -> Fragments:
    return Fragments(hub, clock)


async def test_all_who_ask_at_once_share_one(fragments: Fragments) -> None:
    part = Part()
    asked = [fragments.get("day", VISITS, part.render) for _ in range(200)]
    assert set(await asyncio.gather(*asked)) == {"made 1"}


async def test_a_hint_of_its_kinds_makes_another_and_others_do_not(
    fragments: Fragments, hub: Hub
) -> None:
    part = Part()
    await fragments.get("day", VISITS, part.render)
    hub._spread(Hint("2", {"somebody": frozenset({Kind.TEXTS})}))
    assert await fragments.get("day", VISITS, part.render) == "made 1"
    hub._spread(Hint("3", {"somebody": frozenset({Kind.VISITS})}))
    assert await fragments.get("day", VISITS, part.render) == "made 2"


async def test_what_was_begun_before_a_hint_is_not_given_after_it(
    fragments: Fragments, hub: Hub
) -> None:
    """It may have read its rows before the change was there."""
    part = Part()
    early = asyncio.ensure_future(fragments.get("day", VISITS, part.render))
    await part.begun.wait()
    hub._spread(Hint("2", {"somebody": VISITS}))
    assert await fragments.get("day", VISITS, part.render) == "made 2"
    assert await early == "made 1"


async def test_time_makes_another(fragments: Fragments, clock: SettableClock) -> None:
    part = Part()
    await fragments.get("day", VISITS, part.render)
    clock.advance(GOOD_FOR - timedelta(seconds=1))
    assert await fragments.get("day", VISITS, part.render) == "made 1"
    clock.advance(timedelta(seconds=1))
    assert await fragments.get("day", VISITS, part.render) == "made 2"


async def test_two_things_are_two(fragments: Fragments) -> None:
    part = Part()
    await fragments.get(("day", "front desk"), VISITS, part.render)
    assert await fragments.get(("day", "read only"), VISITS, part.render) == "made 2"


async def test_without_hints_nothing_is_kept(clock: SettableClock) -> None:
    deaf = Fragments(Hub(connect("redis://127.0.0.1:1/0")), clock)
    part = Part()
    assert await deaf.get("day", VISITS, part.render) == "made 1"
    assert await deaf.get("day", VISITS, part.render) == "made 2"


async def test_a_failure_is_told_to_who_asked_and_tried_again(fragments: Fragments) -> None:
    part = Part()
    part.fails = True
    with pytest.raises(ValueError, match="luck"):
        await fragments.get("day", VISITS, part.render)
    part.fails = False
    assert await fragments.get("day", VISITS, part.render) == "made 2"


async def test_who_goes_away_does_not_take_it_from_the_others(fragments: Fragments) -> None:
    part = Part()
    gone = asyncio.ensure_future(fragments.get("day", VISITS, part.render))
    stays = asyncio.ensure_future(fragments.get("day", VISITS, part.render))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == "made 1"


def test_the_more_pages_are_open_the_longer_each_waits_but_never_too_long(hub: Hub) -> None:
    pages = [hub.subscribed() for _ in range(200)]
    with pages[0]:
        assert hub.pause_seconds < 0.1
        for page in pages[1:]:
            page.__enter__()
        assert hub.pause_seconds == LONGEST_PAUSE_SECONDS
        for page in pages[1:]:
            page.__exit__(None, None, None)
