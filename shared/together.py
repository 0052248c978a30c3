"""Many callers, one transaction: what comes while one is being written goes together in the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from shared.db import CONFLICTS

T = TypeVar("T")


class _Batch(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []
        self.task: asyncio.Task[None]


class Together(Generic[T]):
    """`work` does several items in one transaction of its own. Where another transaction gets in
    the way of it, each item is done alone.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[None]]) -> None:
        self._work = work
        self._turn = asyncio.Lock()
        self._open: _Batch[T] | None = None

    async def do(self, item: T) -> None:
        """Returns when the item is committed; raises what its transaction raised."""
        if self._open is None:
            self._open = _Batch()
            self._open.task = asyncio.create_task(self._do_all(self._open))
        batch = self._open
        batch.items.append(item)
        # A caller that gives up takes nothing away from the others.
        await asyncio.shield(batch.task)

    async def _do_all(self, batch: _Batch[T]) -> None:
        async with self._turn:
            self._open = None
            try:
                await self._work(batch.items)
            except CONFLICTS:
                for item in batch.items:
                    await self._work([item])
