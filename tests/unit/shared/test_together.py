"""Many callers share a transaction, and none of them pays for another."""

import asyncio
from collections.abc import Sequence

import psycopg
import pytest

from shared.together import Together


class Work:
    """Holds its first batch until told; notes what was done together."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.hold = asyncio.Event()

    async def __call__(self, items: Sequence[int]) -> None:
        self.batches.append(list(items))
        await self.hold.wait()


async def begun(together: Together[int], *items: int) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(together.do(item)) for item in items]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_what_comes_while_one_is_written_goes_together_in_the_next() -> None:
    work = Work()
    together = Together(work)
    first = await begun(together, 1)
    others = await begun(together, 2, 3, 4)
    work.hold.set()
    await asyncio.gather(*first, *others)
    assert work.batches == [[1], [2, 3, 4]]


async def test_a_caller_returns_only_when_its_own_item_is_done() -> None:
    work = Work()
    [task] = await begun(Together(work), 1)
    assert not task.done()
    work.hold.set()
    await task


async def test_where_others_are_in_the_way_each_is_done_alone() -> None:
    done: list[int] = []

    async def work(items: Sequence[int]) -> None:
        if len(items) > 1:
            raise psycopg.errors.DeadlockDetected
        done.extend(items)

    together = Together(work)
    await asyncio.gather(*(together.do(item) for item in (1, 2)))
    assert done == [1, 2]


async def test_an_error_reaches_all_who_shared_the_transaction_and_nobody_after() -> None:
    async def work(items: Sequence[int]) -> None:
        if 1 in items:
            raise ValueError(items)

    together = Together(work)
    told = await asyncio.gather(*(together.do(i) for i in (1, 2)), return_exceptions=True)
    assert [type(error) for error in told] == [ValueError, ValueError]
    await together.do(3)


async def test_a_caller_that_gives_up_takes_nothing_from_the_others() -> None:
    work = Work()
    together = Together(work)
    first, second = await begun(together, 1, 2)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    work.hold.set()
    await second
    assert work.batches == [[1, 2]]
