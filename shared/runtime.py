"""A whole service in one process: HTTP, relay, consumer and timers, which live and die together."""

import asyncio
import contextlib
import gc
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI

from shared.db import Bell, is_outage

log = structlog.get_logger()

# A loop that has not come round for this long hangs; the process ends and is started again.
SILENCE_SECONDS = 90.0
DRAIN_SECONDS = 20
OUTAGE_PAUSE = timedelta(seconds=1)
# More of them between two collections, and fewer are still in use when it comes to them.
YOUNG_OBJECTS = 10_000


class Stop:
    """Set once, by SIGTERM or SIGINT: finish the work in hand and return."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    def is_set(self) -> bool:
        return self._event.is_set()

    async def wait(self, at_most: timedelta | None = None) -> bool:
        """Sleep until stopped (True) or until the time is up (False)."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(
                self._event.wait(), at_most.total_seconds() if at_most is not None else None
            )
        return self._event.is_set()


class Heart:
    """Beaten by a loop each time round, so that the watchdog sees one that stands still."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._last = time.monotonic()

    def beat(self) -> None:
        self._last = time.monotonic()

    def silence(self) -> float:
        """Seconds since the last beat."""
        return time.monotonic() - self._last


class StalledError(Exception):
    """A background loop stopped coming round."""


Task = Callable[[Stop, Heart], Coroutine[Any, Any, None]]


async def run(tasks: Mapping[str, Task]) -> None:
    """Run all tasks until one fails (the rest are cancelled, the error raised) or a signal asks
    for an orderly end, which waits for each to finish what it has in hand.
    """
    stop = Stop()
    hearts = {name: Heart(name) for name in tasks}
    with _signals(stop):
        async with asyncio.TaskGroup() as group:
            watchdog = group.create_task(_watch(list(hearts.values()), stop))
            running = [
                group.create_task(_named(task, stop, hearts[name]), name=name)
                for name, task in tasks.items()
            ]
            await stop.wait()
            watchdog.cancel()
            _, late = await asyncio.wait(running, timeout=DRAIN_SECONDS)
            for task in late:
                log.warning("runtime.cancelled", task=task.get_name())
                task.cancel()


async def _named(task: Task, stop: Stop, heart: Heart) -> None:
    await task(stop, heart)
    if not stop.is_set():
        raise StalledError(f"{heart.name} ended by itself")


async def _watch(hearts: Sequence[Heart], stop: Stop) -> None:
    while not await stop.wait(timedelta(seconds=1)):
        for heart in hearts:
            if heart.silence() > SILENCE_SECONDS:
                raise StalledError(heart.name)


@contextlib.contextmanager
def _signals(stop: Stop) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    yield
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.remove_signal_handler(number)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are ours: uvicorn raises a caught one again, which would skip the clean-up."""
        yield


@dataclass(frozen=True)
class HttpTask:
    """Serves `app` until stopped, then finishes the requests in hand."""

    app: FastAPI
    config: uvicorn.Config

    async def __call__(self, stop: Stop, heart: Heart) -> None:
        server = _Server(self.config)
        serving = asyncio.ensure_future(server.serve())
        while not serving.done():
            heart.beat()
            if await stop.wait(timedelta(seconds=1)):
                server.should_exit = True
                await serving
        await serving


def http_task(app: FastAPI, *, host: str, port: int) -> HttpTask:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,  # paths hold manage links
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=5,
        server_header=False,
        date_header=False,
        proxy_headers=True,
    )
    return HttpTask(app, config)


def timer(
    job: Callable[[], Awaitable[bool]], *, every: timedelta, bell: Bell | None = None
) -> Task:
    """Call `job` again and again: at once while it returns True (there is more), else after
    `every` or when the bell rings. What is due is for the job's SQL to say. A database that is
    away is waited for; any other error ends the process.
    """
    wait = (bell or Bell()).wait

    async def loop(stop: Stop, heart: Heart) -> None:
        while not stop.is_set():
            heart.beat()
            try:
                more = await job()
            except Exception as error:
                if not is_outage(error):
                    raise
                log.warning("timer.database_away", task=heart.name, error=type(error).__name__)
                await stop.wait(OUTAGE_PAUSE)
                continue
            if not more:
                await _idle(stop, heart, wait(every))

    return loop


async def _idle(stop: Stop, heart: Heart, waiting: Awaitable[None]) -> None:
    """Until stopped or until `waiting` is over, beating: a long pause is not a standstill."""
    tasks = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(waiting)]
    try:
        while not any(task.done() for task in tasks):
            heart.beat()
            await asyncio.wait(
                tasks, timeout=SILENCE_SECONDS / 3, return_when=asyncio.FIRST_COMPLETED
            )
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def main(build: Callable[[], AbstractAsyncContextManager[Mapping[str, Task]]]) -> None:
    """Build a service, run it, and exit: 0 after an orderly end, 1 when a task died."""

    async def whole() -> None:
        async with build() as tasks:
            spare_the_collector()
            await run(tasks)

    try:
        uvloop.run(whole())
    except Exception as error:
        for cause in _leaves(error):
            log.exception("runtime.died", exc_info=cause)
        sys.exit(1)


def spare_the_collector() -> None:
    """What is built at the start lasts as long as the process. To go through all of it again and
    again was a thirtieth of the service's work, and a tenth of a second that everybody waited.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if not isinstance(error, BaseExceptionGroup):
        yield error
        return
    for inner in error.exceptions:
        yield from _leaves(inner)
