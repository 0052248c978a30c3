"""Real programs under test: started, watched, killed and started again."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

from sandbox import reaper
from sandbox.servers.server import Server

REPOSITORY = Path(__file__).parents[2]
POLL_SECONDS = 0.01
LOG_TAIL_CHARACTERS = 3000


class NotStartedError(Exception):
    """The program ended, or did not get ready in time; the message ends with its output."""


class Workplace:
    """A directory for one test process's programs, which do not outlive that process."""

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="meridian-tests-"))
        self.directory.chmod(0o711)  # a server that refuses root works below it as another user
        self._reaper = subprocess.Popen(
            [sys.executable, reaper.__file__, str(self.directory)],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C in a terminal reaches the whole process group
        )

    def started(self, pid: int) -> None:
        self._tell(f"+{pid}")

    def ended(self, pid: int) -> None:
        self._tell(f"-{pid}")

    def close(self) -> None:
        self._reaper.communicate(timeout=30)

    def _tell(self, line: str) -> None:
        assert self._reaper.stdin
        self._reaper.stdin.write(f"{line}\n")
        self._reaper.stdin.flush()


@dataclass
class Program:
    """One program in its own process group, its output in a file.

    `start` and `stop` wait, so an asynchronous test that serves something to the program
    meanwhile calls them with `asyncio.to_thread`.
    """

    workplace: Workplace
    name: str
    argv: list[str]
    ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    prepare: Callable[[], None] = lambda: None
    _process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.log = self.workplace.directory / f"{self.name}-{uuid4().hex[:8]}.log"

    @property
    def pid(self) -> int:
        return self._running().pid

    def start(self, within_seconds: float = 20) -> None:
        """Start and wait until ready. Raises NotStartedError."""
        self.prepare()
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self.argv,
                cwd=REPOSITORY,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.workplace.started(self._process.pid)
        self._wait_until_ready(self._process, within_seconds)

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        os.killpg(self.pid, signal.SIGKILL)
        self.wait(within_seconds=10)

    def kill_if_running(self) -> None:
        if self._process is not None:
            self.kill()

    def stop(self, within_seconds: float = 20) -> int:
        """Ask it to end; returns the exit status. Raises TimeoutExpired if it will not."""
        self._running().send_signal(self.stop_signal)
        return self.wait(within_seconds)

    def wait(self, within_seconds: float) -> int:
        process = self._running()
        status = process.wait(within_seconds)
        self.workplace.ended(process.pid)
        self._process = None
        return status

    def output(self) -> str:
        """Everything it has written so far, over all its starts."""
        return self.log.read_text(errors="replace")

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError(f"{self.name} is not running")
        return self._process

    def _wait_until_ready(self, process: subprocess.Popen[bytes], within_seconds: float) -> None:
        deadline = time.monotonic() + within_seconds
        while process.poll() is None:
            if self.ready():
                return
            if time.monotonic() > deadline:
                self.kill()
                raise NotStartedError(f"{self.name} was not ready in time:\n{self._tail()}")
            time.sleep(POLL_SECONDS)
        status = self.wait(0)
        raise NotStartedError(f"{self.name} ended with status {status}:\n{self._tail()}")

    def _tail(self) -> str:
        return self.output()[-LOG_TAIL_CHARACTERS:]


def server_program(workplace: Workplace, server: Server) -> Program:
    return Program(
        workplace,
        server.name,
        server.command(),
        server.ready,
        server.environment(),
        server.stop_signal,
        server.prepare,
    )


def service_program(
    workplace: Workplace, service: str, environment: Mapping[str, str], ready_url: str
) -> Program:
    """`python -m services.<service>`, ready when `ready_url` answers 200."""
    argv = [sys.executable, "-m", f"services.{service}"]
    return Program(workplace, service, argv, lambda: answers_ok(ready_url), environment)


def answers_ok(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as response:  # noqa: S310 - loopback, named by the test
            return bool(response.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False
