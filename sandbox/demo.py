"""The whole journey without hands, on a sandbox of its own or on the one that runs."""

import contextlib
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from sandbox import console, layout, running
from sandbox.journey.books import UnbalancedError, balance, wait_until_quiet
from sandbox.journey.email import BY_EMAIL
from sandbox.journey.play import Kill, StepFailedError, play
from sandbox.journey.steps import JOURNEY
from sandbox.journey.story import new_story
from sandbox.journey.terminal import Screen, outcome
from sandbox.layout import EVERYTHING, Layout
from sandbox.up import running_sandbox


class DemoError(Exception):
    """The demo cannot be played as asked; the message is one sentence."""


async def demo(*, on_running: bool, kill: Kill | None) -> int:
    """The exit status: 0 when every step happened and the books balance. Raises DemoError."""
    if kill:
        _check(kill)
    async with _running_one() if on_running else _own_one() as where:
        return await _play(where, kill)


async def _play(where: Layout, kill: Kill | None) -> int:
    async with new_story(where) as story:
        screen = Screen(story)
        try:
            played = await play(story, kill=kill, watch=screen.watch)
            played += await play(story, BY_EMAIL, watch=screen.watch)
            await wait_until_quiet(story)
            counted = balance(await story.phone.bubbles(), killed=kill.process if kill else None)
        except StepFailedError as error:
            console.complain(f"the journey ended early at {error}")
        except UnbalancedError as error:
            console.complain(f"the books do not balance: {error}")
        else:
            print(outcome(played, counted))
            return 0
    return 1


def _check(kill: Kill) -> None:
    names = [step.name for step in JOURNEY]
    if kill.process not in EVERYTHING:
        raise DemoError(f"there is no process {kill.process}: {', '.join(EVERYTHING)}")
    if kill.at not in names:
        raise DemoError(f"there is no step {kill.at!r}: {'; '.join(names)}")


@contextlib.asynccontextmanager
async def _running_one() -> AsyncIterator[Layout]:
    where = layout.from_environment()
    if not running.is_ready(where):
        raise DemoError(f"no sandbox runs in {where.home}; start it with `make up`")
    yield where


@contextlib.asynccontextmanager
async def _own_one() -> AsyncIterator[Layout]:
    with tempfile.TemporaryDirectory(prefix="meridian-demo-", ignore_cleanup_errors=True) as home:
        os.chmod(home, 0o711)  # noqa: PTH101, S103 - another user's PostgreSQL works below
        where = layout.on_free_ports(Path(home))
        async with running_sandbox(where, console.stopwatch()):
            yield where
