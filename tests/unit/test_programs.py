"""Programs under test: what is seen of their start and end, and that none outlives the run."""

import asyncio
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.support.eventually import eventually
from tests.support.processes import NotStartedError, Program, Workplace

SLEEP = "import time; time.sleep(60)"
START_AND_VANISH = """
import os, sys
from tests.support.processes import Program, Workplace
sleeper = Program(Workplace(), "sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], lambda: True)
sleeper.start()
print(sleeper.pid, sleeper.workplace.directory, flush=True)
os.kill(os.getpid(), 9)
"""


def python(workplace: Workplace, source: str, ready: Callable[[], bool]) -> Program:
    return Program(workplace, f"python-{abs(hash(source))}", [sys.executable, "-c", source], ready)


def test_a_program_that_ends_at_once_is_reported_with_its_output(workplace: Workplace) -> None:
    broken = python(workplace, "raise SystemExit('no settings')", lambda: False)
    with pytest.raises(NotStartedError, match="ended with status 1:\nno settings"):
        broken.start()


def test_a_program_that_never_gets_ready_is_killed(workplace: Workplace) -> None:
    stuck = python(workplace, SLEEP, lambda: False)
    with pytest.raises(NotStartedError, match="not ready in time"):
        stuck.start(within_seconds=0.1)
    with pytest.raises(RuntimeError, match="not running"):
        stuck.stop()


def test_stopping_sends_the_stop_signal_and_gives_the_status(workplace: Workplace) -> None:
    program = python(workplace, SLEEP, lambda: True)
    program.start()
    assert program.stop() == -signal.SIGTERM


async def test_nothing_outlives_a_test_process_that_is_killed() -> None:
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", START_AND_VANISH, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    pid, directory = printed.decode().split()
    await eventually(lambda: not runs(int(pid)), describe="the program is gone")
    await eventually(lambda: not Path(directory).exists(), describe="its directory is gone")


def runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
