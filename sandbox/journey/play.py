"""Playing the journey: each step done, then waited for; at one of them a process may be killed."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

from sandbox import running
from sandbox.journey.steps import JOURNEY, Step
from sandbox.journey.story import Story
from sandbox.layout import Layout

WITHIN_SECONDS = 60.0
POLL_SECONDS = 0.15


class StepFailedError(Exception):
    """A step did not happen within its time; the message names it."""


@dataclass(frozen=True)
class Played:
    step: Step
    seconds: float


@dataclass(frozen=True)
class Kill:
    """kill -9 of a process right after the act of a step, while its consequences are under way."""

    process: str
    at: str


Watch = Callable[[Step], Awaitable[None]]


async def watch_nothing(_: Step) -> None:
    return


async def play(
    story: Story,
    steps: Sequence[Step] = JOURNEY,
    *,
    kill: Kill | None = None,
    watch: Watch = watch_nothing,
) -> list[Played]:
    """`watch` sees each step while it is waited for. Raises StepFailedError."""
    return [await _play(story, step, kill, watch) for step in steps]


async def _play(story: Story, step: Step, kill: Kill | None, watch: Watch) -> Played:
    began = time.monotonic()
    deadline = began + WITHIN_SECONDS

    async def act() -> bool:
        await watch(step)
        await step.act(story)
        return True

    await _until(act, step, deadline)
    if kill and kill.at == step.name:
        kill_process(story.layout, kill.process)

    async def expected() -> bool:
        met = await step.expect(story)
        await watch(step)
        return met

    await _until(expected, step, deadline)
    return Played(step, time.monotonic() - began)


async def _until(condition: Callable[[], Awaitable[bool]], step: Step, deadline: float) -> None:
    """Lost connections and 5xx are part of the life of a system whose processes are killed."""
    why = "it did not come about"
    while True:
        try:
            if await condition():
                return
        except (httpx.HTTPError, TimeoutError) as error:
            why = f"{type(error).__name__} {error}".strip()
        if time.monotonic() > deadline:
            raise StepFailedError(f"{step.name}: not within {WITHIN_SECONDS:.0f} s ({why})")
        await asyncio.sleep(POLL_SECONDS)


def kill_process(layout: Layout, name: str) -> None:
    """kill -9 of a program of a running sandbox, alone. Raises ProcessLookupError."""
    pid = running.pid_of(layout, name)
    if pid is None:
        raise ProcessLookupError(name)
    os.kill(pid, signal.SIGKILL)
