"""Any process may be killed with -9 in the middle of a journey: it completes, each text once."""

import asyncio

import pytest

from sandbox.journey.books import EXPECTED, balance, wait_until_quiet
from sandbox.journey.play import Kill, play
from sandbox.journey.steps import JOURNEY
from sandbox.journey.story import new_story
from sandbox.layout import EVERYTHING
from tests.support.sandboxes import RunningSandbox

pytestmark = pytest.mark.timeout(300)

ALL_ONCE = {kind: times for kind, (_, times) in EXPECTED.items()}
# Where much is under way: a reply was just taken, a text has just been asked for.
HARDEST = "the patient replies 7"


@pytest.mark.parametrize("process", EVERYTHING)
async def test_a_killed_process_comes_back_and_the_journey_completes(
    sandbox: RunningSandbox, process: str
) -> None:
    assert await sandbox.journey(Kill(process, HARDEST)) == ALL_ONCE


async def test_stopping_and_starting_loses_nothing_and_sends_nothing_twice(
    sandbox: RunningSandbox,
) -> None:
    async with new_story(sandbox.layout) as story:
        await play(story, JOURNEY[:7])
        await asyncio.to_thread(sandbox.restart)
        await play(story, JOURNEY[7:])
        await wait_until_quiet(story)
        assert balance(await story.phone.bubbles()) == ALL_ONCE
