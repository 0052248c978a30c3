"""Keeps programs running: starts them, starts again what dies, stops all in order."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence

from sandbox import reaper
from sandbox.console import Say
from sandbox.keeper import Keeper
from sandbox.layout import Layout
from sandbox.program import Program


class Supervisor:
    """An asynchronous context: whatever still runs at its end is killed."""

    def __init__(self, layout: Layout, say: Say, changed: Callable[[dict[str, int]], None]) -> None:
        self._layout = layout
        self._say = say
        self._changed = changed
        self._keepers: dict[str, Keeper] = {}
        self._reaper = subprocess.Popen(
            [sys.executable, "-I", "-S", reaper.__file__],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C in a terminal reaches the whole process group
        )

    async def __aenter__(self) -> "Supervisor":
        return self

    async def __aexit__(self, *_: object) -> None:
        self.kill_all()
        await self.stop([list(self._keepers)], within_seconds=5)
        await asyncio.to_thread(self._reaper.communicate)

    async def start(self, *programs: Program) -> None:
        """Start all at once and return when all are ready. Raises NotStartedError."""
        async with asyncio.TaskGroup() as group:
            for program in programs:
                keeper = Keeper(program, self._layout.log(program.name), self._say, self._watch)
                self._keepers[program.name] = keeper
                group.create_task(keeper.start())

    async def stop(self, order: Iterable[Sequence[str]], within_seconds: float) -> None:
        """One group of names after the other; those of one group at once."""
        for names in order:
            keepers = [self._keepers.pop(name) for name in names if name in self._keepers]
            await asyncio.gather(*(keeper.stop(within_seconds) for keeper in keepers))

    def kill_all(self) -> None:
        for keeper in self._keepers.values():
            keeper.kill()

    def _watch(self, change: str, pid: int) -> None:
        if self._reaper.stdin:
            self._reaper.stdin.write(f"{change}{pid}\n")
            self._reaper.stdin.flush()
        self._changed({n: k.pid for n, k in self._keepers.items() if k.pid is not None})
