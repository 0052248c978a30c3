"""The broker stands still for a while: nothing is lost, nothing overtakes."""

import contextlib
import os
import signal
from collections.abc import Iterator

import psycopg
import pytest

from sandbox import running
from sandbox.credentials import load_or_make
from sandbox.environment import database_url
from sandbox.journey.books import EXPECTED, balance, wait_until_quiet
from sandbox.journey.play import play
from sandbox.journey.steps import JOURNEY
from sandbox.journey.story import new_story
from tests.support.eventually import eventually
from tests.support.sandboxes import RunningSandbox

pytestmark = pytest.mark.timeout(300)


@contextlib.contextmanager
def frozen(sandbox: RunningSandbox, name: str) -> Iterator[None]:
    """Still there, but answering nobody; its supervisor sees no death to mend."""
    pid = running.pid_of(sandbox.layout, name)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


async def test_s121_with_the_broker_down_visits_are_booked_and_their_events_wait(
    sandbox: RunningSandbox,
) -> None:
    async with new_story(sandbox.layout) as story:
        with frozen(sandbox, "kafka"):
            await play(story, JOURNEY[:2])
            await eventually(lambda: _waiting(sandbox), describe="events wait in the outbox")
            assert await story.phone.received() == []
        await play(story, JOURNEY[2:])
        await wait_until_quiet(story)
        assert balance(await story.phone.bubbles()) == {
            kind: times for kind, (_, times) in EXPECTED.items()
        }


async def _waiting(sandbox: RunningSandbox) -> bool:
    credentials = load_or_make(sandbox.layout.credentials_file)
    url = database_url(sandbox.layout, credentials, "booking")
    async with await psycopg.AsyncConnection.connect(url) as conn:
        cursor = await conn.execute("select from outbox where published_at is null limit 1")
        return cursor.rowcount == 1
