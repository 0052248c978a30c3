"""The supervisor keeps its programs running and leaves none behind."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from sandbox import logfiles
from sandbox.keeper import NotStartedError
from sandbox.layout import Layout
from sandbox.program import Program, nothing
from sandbox.running import AlreadyRunningError, claimed
from sandbox.supervisor import Supervisor
from tests.support.eventually import eventually

# Writes its pid once it would obey SIGTERM; writes "drained" when it does.
OBEDIENT = """
import signal, sys, pathlib, os
here = pathlib.Path(sys.argv[1])
def drain(*_):
    (here / "drained").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, drain)
with (here / "pids").open("a") as pids: pids.write(f"{os.getpid()}\\n")
while True: signal.pause()
"""
DEAF = OBEDIENT.replace("SIGTERM, drain", "SIGTERM, signal.SIG_IGN")
STILLBORN = "import sys; sys.exit('no such carrier')"


class Bench:
    """A supervisor with a home of its own, and the programs tried on it."""

    def __init__(self, home: Path) -> None:
        self.layout = Layout(home, 0)
        self.said: list[str] = []
        self.pids: dict[str, int] = {}
        logfiles.turn_over(self.layout)
        self.supervisor = Supervisor(self.layout, self.said.append, self._note)

    def _note(self, pids: dict[str, int]) -> None:
        self.pids = pids

    def place(self, name: str) -> Path:
        place = self.layout.home / name
        place.mkdir(exist_ok=True)
        return place

    def program(
        self, name: str, code: str = OBEDIENT, refill: Callable[[], Awaitable[None]] = nothing
    ) -> Program:
        place = self.place(name)
        argv = [sys.executable, "-I", "-S", "-c", code, str(place)]
        return Program(name, argv, (place / "pids").exists, os.environ, refill=refill)

    async def kill_and_await(self, name: str) -> None:
        """kill -9, and wait for the next one to be noted."""
        killed = self.pids[name]
        os.kill(killed, signal.SIGKILL)
        await eventually(lambda: self.pids.get(name, killed) != killed)

    def starts(self, name: str) -> list[int]:
        return [int(line) for line in (self.place(name) / "pids").read_text().split()]


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    made = Bench(tmp_path)
    async with made.supervisor:
        yield made


async def test_what_is_killed_is_started_again_and_said_so(bench: Bench) -> None:
    await bench.supervisor.start(bench.program("booking"), bench.program("notify"))
    other = bench.pids["notify"]
    await bench.kill_and_await("booking")
    await eventually(lambda: len(bench.starts("booking")) == 2)
    assert (bench.pids["booking"], bench.pids["notify"]) == (bench.starts("booking")[1], other)
    assert bench.said[0] == "booking was killed (signal 9); it is started again"


async def test_what_dies_again_and_again_is_started_ever_more_slowly(bench: Bench) -> None:
    loop = asyncio.get_running_loop()
    await bench.supervisor.start(bench.program("booking"))
    gaps = []
    for _ in range(3):
        killed_at = loop.time()
        await bench.kill_and_await("booking")
        gaps.append(loop.time() - killed_at)
    assert gaps[0] < 1.0 < gaps[2]


async def test_a_forgetful_program_is_refilled_after_a_crash_and_only_then(bench: Bench) -> None:
    refilled = asyncio.Event()

    async def refill() -> None:
        refilled.set()

    await bench.supervisor.start(bench.program("kafka", refill=refill))
    await asyncio.sleep(0)
    assert not refilled.is_set()
    os.kill(bench.pids["kafka"], signal.SIGKILL)
    await asyncio.wait_for(refilled.wait(), 10)


async def test_a_program_that_cannot_start_is_reported_with_its_last_words(bench: Bench) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        await bench.supervisor.start(bench.program("notify", STILLBORN))
    (error,) = caught.value.exceptions
    assert isinstance(error, NotStartedError)
    assert str(error) == "notify ended (status 1): no such carrier"


async def test_stopping_lets_programs_drain_group_after_group(bench: Bench) -> None:
    await bench.supervisor.start(bench.program("booking"), bench.program("kafka"))
    await bench.supervisor.stop([["booking"], ["kafka"]], within_seconds=10)
    drained = [(bench.place(name) / "drained").stat().st_mtime_ns for name in ("booking", "kafka")]
    assert drained == sorted(drained)
    assert bench.pids == {}


async def test_a_program_that_will_not_stop_is_killed(bench: Bench) -> None:
    await bench.supervisor.start(bench.program("notify", DEAF))
    pid = bench.pids["notify"]
    await bench.supervisor.stop([["notify"]], within_seconds=0.2)
    assert not psutil.pid_exists(pid)
    assert bench.said == ["notify did not stop in time and was killed"]


SUPERVISE = """
import asyncio, pathlib, sys
sys.path.insert(0, sys.argv[2])
from tests.integration.sandbox.test_supervisor import Bench
async def main():
    bench = Bench(pathlib.Path(sys.argv[1]))
    async with bench.supervisor:
        await bench.supervisor.start(bench.program("booking"), bench.program("notify"))
        (bench.layout.home / "up").touch()
        await asyncio.Event().wait()
asyncio.run(main())
"""


async def test_no_program_outlives_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    supervisor = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SUPERVISE, str(tmp_path), str(root)
    )
    await eventually((tmp_path / "up").exists, within_seconds=20)
    pids = [int((tmp_path / name / "pids").read_text()) for name in ("booking", "notify")]
    supervisor.kill()
    await supervisor.wait()
    await eventually(lambda: not any(map(psutil.pid_exists, pids)))


def test_one_home_holds_one_sandbox(tmp_path: Path) -> None:
    layout = Layout(tmp_path, 0)
    with claimed(layout), pytest.raises(AlreadyRunningError, match="already runs"), claimed(layout):
        pass


def test_logs_of_earlier_starts_are_kept_three_deep(tmp_path: Path) -> None:
    layout = Layout(tmp_path, 0)
    for start in range(5):
        logfiles.turn_over(layout)
        layout.log("booking").write_text(json.dumps(start))
    kept = sorted(path.name for path in layout.log("booking").parent.iterdir())
    assert kept == ["booking.log", "booking.log.1", "booking.log.2", "booking.log.3"]
    assert layout.log("booking").with_suffix(".log.3").read_text() == "1"
