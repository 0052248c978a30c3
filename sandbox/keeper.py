"""Keeps one program running until it is told to stop."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from sandbox.console import Say
from sandbox.program import Program, last_words
from sandbox.servers.server import ServerUnavailableError

READY_WITHIN_SECONDS = 60.0
POLL_SECONDS = 0.03
# Pauses before starting again what died; the last one again and again.
BACK_OFF_SECONDS = (0.1, 0.3, 1.0, 2.0, 5.0)
# What ran this long was healthy: its next death starts the pauses from the first.
STEADY_SECONDS = 20.0

Watch = Callable[[str, int], None]


class NotStartedError(Exception):
    """A program ended or kept silent instead of getting ready; the message is one sentence."""


class Keeper:
    def __init__(self, program: Program, log: Path, say: Say, watch: Watch) -> None:
        self._program = program
        self._log = log
        self._say = say
        self._watch = watch
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._deaths = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Return when it is ready, and keep it so from then on. Raises NotStartedError."""
        process = await self._launch()
        self._keeping = asyncio.create_task(self._keep(process), name=self._program.name)

    async def stop(self, within_seconds: float) -> None:
        """Ask it to end in its own way; kill it if it will not."""
        if self._keeping:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        if self._process is None:
            return
        self._signal(self._program.stop_signal)
        try:
            async with asyncio.timeout(within_seconds):
                await self._process.wait()
        except TimeoutError:
            self._say(f"{self._program.name} did not stop in time and was killed")
        self.kill()
        await self._ended(self._process)

    def kill(self) -> None:
        """The whole process group, leader or not."""
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def _launch(self) -> asyncio.subprocess.Process:
        """Raises NotStartedError."""
        try:
            await asyncio.to_thread(self._program.prepare)
        except ServerUnavailableError as error:
            raise NotStartedError(str(error)) from error
        self._process = await self._spawn()
        self._watch("+", self._process.pid)
        await self._wait_until_ready(self._process)
        return self._process

    async def _spawn(self) -> asyncio.subprocess.Process:
        with self._log.open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *self._program.argv,
                env=dict(self._program.environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not await asyncio.to_thread(self._program.ready):
            if process.returncode is not None:
                status = await self._ended(process)
                raise NotStartedError(f"{self._describe(status)}: {last_words(self._log)}")
            if time.monotonic() > deadline:
                self.kill()
                await self._ended(process)
                raise NotStartedError(
                    f"{self._program.name} was not ready in time; see {self._log}"
                )
            await asyncio.sleep(POLL_SECONDS)

    async def _keep(self, process: asyncio.subprocess.Process) -> None:
        while True:
            since = time.monotonic()
            refilling = asyncio.create_task(self._refill())
            status = await self._ended(process)
            refilling.cancel()
            if time.monotonic() - since > STEADY_SECONDS:
                self._deaths = 0
            self._say(f"{self._describe(status)}; it is started again")
            process = await self._revive()

    async def _refill(self) -> None:
        if self._deaths:
            await self._program.refill()

    async def _revive(self) -> asyncio.subprocess.Process:
        since = time.monotonic()
        while True:
            await asyncio.sleep(BACK_OFF_SECONDS[min(self._deaths, len(BACK_OFF_SECONDS) - 1)])
            self._deaths += 1
            try:
                process = await self._launch()
            except NotStartedError as error:
                self._say(str(error))
            else:
                self._say(f"{self._program.name} is back after {time.monotonic() - since:.1f} s")
                return process

    async def _ended(self, process: asyncio.subprocess.Process) -> int:
        status = await process.wait()
        self._process = None
        self._watch("-", process.pid)
        return status

    def _signal(self, number: signal.Signals) -> None:
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    def _describe(self, status: int) -> str:
        name = self._program.name
        return (
            f"{name} was killed (signal {-status})"
            if status < 0
            else f"{name} ended (status {status})"
        )
