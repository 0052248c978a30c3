"""A whole sandbox under test: `python -m sandbox up` as a process of its own."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest

from sandbox import layout, running
from sandbox.journey.books import balance, wait_until_quiet
from sandbox.journey.play import Kill, StepFailedError, play
from sandbox.journey.story import Story, new_story
from sandbox.layout import Layout
from tests.support.processes import LOG_TAIL_CHARACTERS, Program, Workplace

READY_SECONDS = 90


@dataclass(frozen=True)
class RunningSandbox:
    layout: Layout
    program: Program

    async def journey(self, kill: Kill | None = None) -> dict[str, int]:
        """The whole journey of a new patient, and what the books say of it."""
        try:
            async with new_story(self.layout) as story:
                return await finish(story, kill)
        except StepFailedError as error:
            error.add_note(self.program.output()[-LOG_TAIL_CHARACTERS:])
            raise

    def restart(self) -> None:
        assert self.program.stop(within_seconds=60) == 0
        self.program.start(READY_SECONDS)


async def finish(story: Story, kill: Kill | None = None) -> dict[str, int]:
    await play(story, kill=kill)
    await wait_until_quiet(story)
    return balance(await story.phone.bubbles(), killed=kill.process if kill else None)


@pytest.fixture(scope="module")
def sandbox(workplace: Workplace) -> Iterator[RunningSandbox]:
    """One for a file of tests: every journey is a new patient's, and time only moves forward. Nor
    does it stay for the files after: eight processes that wait take a quarter of a processor.
    """
    where = layout.on_free_ports(workplace.directory / f"sandbox-{uuid4().hex[:8]}")
    environment = {"MERIDIAN_HOME": str(where.home), "MERIDIAN_PORT_BASE": str(where.port_base)}
    argv = [sys.executable, "-m", "sandbox", "up"]
    program = Program(workplace, "sandbox", argv, lambda: running.is_ready(where), environment)
    program.start(READY_SECONDS)
    yield RunningSandbox(where, program)
    program.stop(within_seconds=60)
