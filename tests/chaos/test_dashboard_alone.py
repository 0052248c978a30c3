"""The dashboard with what is around it stopped, in real processes."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import pytest

from sandbox import running
from sandbox.journey.story import Story, new_story
from services.dashboard.live.stream import SLOW
from tests.support.eventually import eventually
from tests.support.sandboxes import RunningSandbox

pytestmark = pytest.mark.timeout(300)

DATABASE = "dashboard"
OTHERS = ("booking", "notify", "followup")


@contextmanager
def stopped(sandbox: RunningSandbox, *names: str) -> Iterator[None]:
    """They keep their sockets and answer nothing, as a process that hangs does."""
    found = [running.pid_of(sandbox.layout, name) for name in names]
    pids = [pid for pid in found if pid is not None]
    assert len(pids) == len(names)
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
        with stopped(sandbox, *OTHERS):
            await eventually(lambda: says_all_are_away(story), within_seconds=60)
            assert "Operations" in await story.dashboard.page("/operations")
        await eventually(lambda: healed(story), within_seconds=60)


async def healed(story: Story) -> bool:
    return "away." not in await story.dashboard.page("/parts/standing")


async def test_with_the_broker_stopped_it_says_that_there_is_no_news_and_heals(
    sandbox: RunningSandbox,
) -> None:
    async with new_story(sandbox.layout) as story:
        with stopped(sandbox, "kafka"):
            await eventually(lambda: says(story, "No news since"), within_seconds=60)
            assert "Operations" in await story.dashboard.page("/operations")
        await eventually(lambda: healed(story), within_seconds=60)


async def test_with_redis_stopped_it_opens_and_tells_pages_to_look_for_themselves(
    sandbox: RunningSandbox,
) -> None:
    async with new_story(sandbox.layout) as story:
        await story.dashboard.page("/")
        with stopped(sandbox, "valkey"):
            assert "<h1>" in await story.dashboard.page("/")
            await hears(story, SLOW)
        await eventually(lambda: says(story, "<h1>"), within_seconds=60)
        await hears(story, "data: \n")


async def test_with_postgresql_away_it_says_so_in_a_page_of_its_own_and_heals(
    sandbox: RunningSandbox,
) -> None:
    """Its sessions end, and nobody takes new ones."""
    async with new_story(sandbox.layout) as story:
        await story.dashboard.page("/")
        with stopped(sandbox, "postgres"):
            end_sessions(sandbox)
            with pytest.raises(httpx.HTTPStatusError) as refused:
                await story.dashboard.page("/")
            assert refused.value.response.status_code == 503
            assert "cannot reach its database" in refused.value.response.text
        await eventually(lambda: is_back(story), within_seconds=60)


def end_sessions(sandbox: RunningSandbox) -> None:
    postmaster = psutil.Process(running.pid_of(sandbox.layout, "postgres"))
    for process in postmaster.children():
        if f"postgres: {DATABASE} " in " ".join(process.cmdline()):
            process.terminate()


async def is_back(story: Story) -> bool:
    try:
        return await healed(story)
    except httpx.HTTPStatusError:
        return False


async def says(story: Story, words: str) -> bool:
    return words in await story.dashboard.page("/")


async def hears(story: Story, words: str) -> None:
    """An open page's stream, from its beginning to those words."""
    heard = ""
    async with (
        asyncio.timeout(60),
        story.dashboard._http.stream("GET", "/live") as stream,
    ):
        async for text in stream.aiter_text():
            heard += text
            if words in heard:
                return
    raise AssertionError(f"the stream ended: {heard}")
