"""The whole product as `make up` runs it: how soon it is ready, what it weighs, and how soon after
a booking its text is at the carrier.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import aiohttp
import psutil

from bench.measure import Line, percentiles
from sandbox import running
from sandbox.layout import EVERYTHING, REPOSITORY, Layout, on_free_ports
from sandbox.travel import CLINIC_ZONE, travel

TEXTS = 40
# Long enough for all that one booking sets off to be over: this is the time at rest.
PAUSE_SECONDS = 0.5
LOOK_EVERY_SECONDS = 0.005
GIVE_UP_SECONDS = 30.0
MEBIBYTE = 1024 * 1024


async def measure() -> AsyncIterator[Line]:
    with _home() as layout:
        with _up(layout) as seconds:
            yield Line("ready after the first `make up`", seconds, "s")
        with _up(layout) as seconds:
            yield Line("ready after another `make up`", seconds, "s")
            travel(layout.clock_file, f"{_tomorrow()} 10:00")
            for line in percentiles("from booked to the carrier", await _texts(layout)):
                yield line
            for line in _memory(layout):
                yield line


@contextmanager
def _home() -> Iterator[Layout]:
    with tempfile.TemporaryDirectory(prefix="meridian-bench-") as home:
        Path(home).chmod(0o711)  # PostgreSQL may run below it as a user of its own
        yield on_free_ports(Path(home))


@contextmanager
def _up(layout: Layout) -> Iterator[float]:
    """The sandbox in a process of its own; how many seconds it took to be ready."""
    told = {"MERIDIAN_HOME": str(layout.home), "MERIDIAN_PORT_BASE": str(layout.port_base)}
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "up"],
        cwd=REPOSITORY,
        env={**os.environ, **told},
        stdout=subprocess.DEVNULL,
    )
    try:
        while not running.is_ready(layout):
            if process.poll() is not None:
                raise RuntimeError("the sandbox did not start")
            time.sleep(LOOK_EVERY_SECONDS)
        yield time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


async def _texts(layout: Layout) -> list[float]:
    async with (
        aiohttp.ClientSession(layout.url("booking")) as booking,
        aiohttp.ClientSession(layout.url("phones")) as phones,
    ):
        times = await _free_times(booking)
        waits = [await _until_texted(booking, phones, at, n) for n, at in enumerate(times)]
    return waits[1:]  # the first one finds everything cold


async def _until_texted(
    booking: aiohttp.ClientSession, phones: aiohttp.ClientSession, starts_at: str, number: int
) -> float:
    """Seconds from the answer, just after the commit, until the simulated carrier has the text."""
    phone = f"+1310555{101 + number:04}"  # reserved for fiction; no others are texted here
    body = {
        "treatment": "acupuncture",
        "starts_at": starts_at,
        "patient": {"name": f"Patient {number}", "phone": phone},
        "text_consent": True,
    }
    async with booking.post("/api/v1/appointments", json=body) as answer:
        answer.raise_for_status()
    booked = time.perf_counter()
    while not await _has_texts(phones, phone):
        if time.perf_counter() - booked > GIVE_UP_SECONDS:
            raise RuntimeError("no text came")
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    seconds = time.perf_counter() - booked
    await asyncio.sleep(PAUSE_SECONDS)
    return seconds


async def _has_texts(phones: aiohttp.ClientSession, phone: str) -> bool:
    async with phones.get(f"/api/phones/{phone}/texts") as answer:
        return answer.status == 200 and bool(await answer.json())


async def _free_times(booking: aiohttp.ClientSession) -> list[str]:
    """More than a day apart, so that none takes another's."""
    found: list[str] = []
    day = _tomorrow()
    while len(found) <= TEXTS:
        day += timedelta(days=1)
        asked = {"treatment": "acupuncture", "date": day.isoformat()}
        async with booking.get("/api/v1/slots", params=asked) as answer:
            answer.raise_for_status()
            found += [slot["starts_at"] for slot in (await answer.json())["slots"][:1]]
    return found


def _tomorrow() -> date:
    return datetime.now(CLINIC_ZONE).date() + timedelta(days=1)


def _memory(layout: Layout) -> Iterator[Line]:
    """What each process has to itself, and its share of what it shares (PSS)."""
    weights = {name: _weight(pid) for name in EVERYTHING if (pid := running.pid_of(layout, name))}
    for name, weight in weights.items():
        yield Line(f"memory of {name}", weight / MEBIBYTE, "MiB")
    yield Line("memory of all", sum(weights.values()) / MEBIBYTE, "MiB")


def _weight(pid: int) -> int:
    process = psutil.Process(pid)
    return sum(p.memory_full_info().pss for p in [process, *process.children(recursive=True)])
