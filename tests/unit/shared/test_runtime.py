"""A service's parts live and die together."""

import asyncio
import os
import signal
from datetime import timedelta

import psycopg
import pytest

from shared import runtime
from shared.db import Bell
from shared.runtime import Heart, StalledError, Stop, timer


async def until_stopped(stop: Stop, heart: Heart) -> None:
    await stop.wait()


async def test_sigterm_lets_the_work_in_hand_finish() -> None:
    finished = asyncio.Event()

    async def slow(stop: Stop, heart: Heart) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await stop.wait()
        await asyncio.sleep(0.05)
        finished.set()

    await runtime.run({"slow": slow, "other": until_stopped})
    assert finished.is_set()


async def test_a_task_that_fails_takes_the_others_down() -> None:
    cancelled = asyncio.Event()

    async def failing(stop: Stop, heart: Heart) -> None:
        raise ZeroDivisionError

    async def other(stop: Stop, heart: Heart) -> None:
        try:
            await stop.wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    with pytest.raises(ExceptionGroup) as died:
        await runtime.run({"other": other, "failing": failing})
    assert died.group_contains(ZeroDivisionError)
    assert cancelled.is_set()


async def test_a_task_that_just_ends_is_a_failure_too() -> None:
    async def ends(stop: Stop, heart: Heart) -> None:
        return

    with pytest.raises(ExceptionGroup) as died:
        await runtime.run({"ends": ends, "other": until_stopped})
    assert died.group_contains(StalledError, match="ends")


async def test_the_watchdog_ends_a_process_whose_loop_stands_still() -> None:
    silent = Heart("silent")
    silent._last -= runtime.SILENCE_SECONDS + 1
    with pytest.raises(StalledError, match="silent"):
        await runtime._watch([Heart("beating"), silent], Stop())


async def test_a_timer_goes_on_at_once_while_there_is_more() -> None:
    calls: list[int] = []
    stop = Stop()

    async def job() -> bool:
        calls.append(1)
        if len(calls) == 3:
            stop.set()
        return True

    await asyncio.wait_for(timer(job, every=timedelta(hours=1))(stop, Heart("t")), 5)
    assert len(calls) == 3


async def test_a_bell_wakes_a_timer_that_found_nothing() -> None:
    stop, bell = Stop(), Bell()
    rested = asyncio.Event()

    async def job() -> bool:
        if rested.is_set():
            stop.set()
        rested.set()
        return False

    running = asyncio.create_task(timer(job, every=timedelta(hours=1), bell=bell)(stop, Heart("t")))
    await rested.wait()
    bell.ring()
    await asyncio.wait_for(running, 5)


async def test_a_timer_waits_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "OUTAGE_PAUSE", timedelta())
    stop = Stop()
    calls: list[int] = []

    async def job() -> bool:
        calls.append(1)
        if len(calls) == 3:
            stop.set()
            return False
        raise psycopg.OperationalError("the connection is closed")

    await timer(job, every=timedelta(hours=1))(stop, Heart("t"))
    assert len(calls) == 3


async def test_a_timer_does_not_swallow_a_bug() -> None:
    async def job() -> bool:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await timer(job, every=timedelta(hours=1))(Stop(), Heart("t"))
