"""The dashboard with every other service stopped, in real processes."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sandbox import running
from sandbox.journey.story import Story, new_story
from tests.support.eventually import eventually
from tests.support.sandboxes import RunningSandbox

pytestmark = pytest.mark.timeout(300)

OTHERS = ("booking", "notify", "followup")


@contextmanager
def stopped(sandbox: RunningSandbox) -> Iterator[None]:
    """They keep their sockets and answer nothing, as a process that hangs does."""
    found = [running.pid_of(sandbox.layout, name) for name in OTHERS]
    pids = [pid for pid in found if pid is not None]
    assert len(pids) == len(OTHERS)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def test_with_the_others_stopped_it_opens_says_who_is_away_and_heals(
    sandbox: RunningSandbox,
) -> None:
    async def says_all_are_away(story: Story) -> bool:
        page = await story.dashboard.page("/")
        return "Booking and Texting and Follow-up are away." in page

    async with new_story(sandbox.layout) as story:
        before = await story.dashboard.page("/")
        assert "are away" not in before
        with stopped(sandbox):
            await eventually(lambda: says_all_are_away(story), within_seconds=60)
            assert "Operations" in await story.dashboard.page("/operations")
        await eventually(lambda: healed(story), within_seconds=60)


async def healed(story: Story) -> bool:
    return "away." not in await story.dashboard.page("/parts/standing")
