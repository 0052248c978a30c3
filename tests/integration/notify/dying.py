"""Senders that die at an await of the test's choice, in processes of their own."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import structlog

from tests.support.killed_at import KillAt, Moment
from tests.support.processes import REPOSITORY

OUR_CODE = (REPOSITORY / "services", REPOSITORY / "shared")
Send = Callable[[], Coroutine[Any, Any, None]]


@dataclass
class Victim:
    """The test's side."""

    process: Process

    async def kill_at_every_await(self, moment: Moment) -> int:
        """How many there were."""
        nth = 1
        while await self._dies(nth, moment):
            nth += 1
        return nth - 1

    async def _dies(self, nth: int, moment: Moment) -> bool:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{nth} {moment}\n".encode())
        said = await self.process.stdout.readline()
        assert said in {b"killed\n", b"lived\n"}
        return said == b"killed\n"


@asynccontextmanager
async def new_victim(module: str, *arguments: str) -> AsyncIterator[Victim]:
    """`module` is a program that obeys."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments), cwd=REPOSITORY, stdin=PIPE, stdout=PIPE
    )
    yield Victim(process)
    assert process.stdin
    process.stdin.close()
    await process.wait()


def obey(send: Send) -> None:
    """Each line it reads, "nth moment", makes a sender that sends a batch and dies at that await.
    It answers "killed" or, when there were not so many, "lived".
    """
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for line in sys.stdin:
        nth, moment = line.split()
        killed = _die_at(int(nth), cast("Moment", moment), send)
        sys.stdout.write("killed\n" if killed else "lived\n")
        sys.stdout.flush()


def _die_at(nth: int, moment: Moment, send: Send) -> bool:
    """By SIGKILL, which tidies nothing up. Whether it did."""
    child = os.fork()
    if child == 0:
        with asyncio.Runner() as runner:
            KillAt(nth, moment, OUR_CODE).install(runner.get_loop())
            runner.run(send())
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        sys.exit("a sender failed of its own")
    return os.WIFSIGNALED(status)
