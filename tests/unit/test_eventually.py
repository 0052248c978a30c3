"""Waiting for a condition: how it ends, either way."""

import asyncio
from itertools import count

import pytest

from tests.support.eventually import eventually


async def test_it_returns_the_first_true_value() -> None:
    counter = count()
    assert await eventually(lambda: next(counter) // 3) == 1


async def test_it_awaits_an_asynchronous_condition() -> None:
    answers = iter(["", "delivered"])

    async def status() -> str:
        return next(answers)

    assert await eventually(status) == "delivered"


async def test_it_fails_with_what_was_waited_for_and_the_last_value() -> None:
    with pytest.raises(AssertionError, match=r"0.02 s: all texts sent; last saw \[\]"):
        await eventually(list, within_seconds=0.02, describe="all texts sent")


async def test_a_slow_condition_is_asked_again_after_the_time_is_over() -> None:
    answers = iter([0, 1])

    async def slow() -> int:
        await asyncio.sleep(0.03)
        return next(answers)

    assert await eventually(slow, within_seconds=0.01) == 1
