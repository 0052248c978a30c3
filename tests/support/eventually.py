"""Waiting for a condition instead of sleeping."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar, overload

T = TypeVar("T")

FIRST_PAUSE_SECONDS = 0.005
LONGEST_PAUSE_SECONDS = 0.1


@overload
async def eventually(
    condition: Callable[[], Awaitable[T]], within_seconds: float = ..., describe: str = ...
) -> T: ...


@overload
async def eventually(
    condition: Callable[[], T], within_seconds: float = ..., describe: str = ...
) -> T: ...


async def eventually(
    condition: Callable[[], object],
    within_seconds: float = 10,
    describe: str = "the condition",
) -> object:
    """The first true value of `condition`, a plain or an asynchronous function.

    Raises AssertionError with the last value once the time is over. The condition is asked a last
    time after that moment, so that a busy machine fails nothing that has in fact happened.
    """
    deadline = time.monotonic() + within_seconds
    pause = FIRST_PAUSE_SECONDS
    while True:
        last_chance = time.monotonic() >= deadline
        value = await _ask(condition)
        if value:
            return value
        if last_chance:
            raise AssertionError(f"not within {within_seconds} s: {describe}; last saw {value!r}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


async def _ask(condition: Callable[[], object]) -> object:
    value = condition()
    return await value if inspect.isawaitable(value) else value
