"""Dying at the nth await: counts where tasks of the code under test wait, and kills the process."""

import asyncio
import os
import signal
from collections.abc import Coroutine, Generator
from contextvars import Context
from pathlib import Path
from types import CoroutineType
from typing import Any, Generic, Literal, TypeVar, cast

T = TypeVar("T")

# As it begins to wait (what it asked for may or may not happen), or as it has its answer.
Moment = Literal["waiting", "answered"]


class KillAt:
    """Counts every await, however deep, of each task whose coroutine is defined in a file below one
    of `folders`; dies at number `nth`.
    """

    def __init__(self, nth: int, moment: Moment, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        self._nth = nth
        self._moment = moment
        self._count = 0

    def install(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.set_task_factory(self._new_task)

    def waits(self) -> int:
        self._count += 1
        if self._moment == "waiting":
            self._die_if(self._count)
        return self._count

    def answered(self, number: int) -> None:
        if self._moment == "answered":
            self._die_if(number)

    def _die_if(self, number: int) -> None:
        if number == self._nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def _new_task(
        self,
        loop: asyncio.AbstractEventLoop,
        work: Coroutine[Any, Any, T] | Generator[Any, None, T],
        context: Context | None = None,
    ) -> "asyncio.Task[T]":
        if isinstance(work, CoroutineType) and self._is_ours(work):
            return asyncio.Task(_watched(work, self), loop=loop, context=context)
        return asyncio.Task(work, loop=loop, context=context)

    def _is_ours(self, work: "CoroutineType[Any, Any, Any]") -> bool:
        file = Path(work.cr_code.co_filename)
        return any(file.is_relative_to(folder) for folder in self._folders)


async def _watched(work: Coroutine[Any, Any, T], watch: KillAt) -> T:
    return await _Steps(work, watch)


class _Steps(Generic[T]):
    """Runs a coroutine from one wait to the next, as the event loop would."""

    def __init__(self, work: Coroutine[Any, Any, T], watch: KillAt) -> None:
        self._work = work
        self._watch = watch

    def __await__(self) -> Generator[Any, Any, T]:
        try:
            waiting_for = self._work.send(None)
            while True:
                number = self._watch.waits()
                try:
                    answer = yield waiting_for
                except BaseException as error:  # noqa: BLE001 - handed on, as it came
                    self._watch.answered(number)
                    waiting_for = self._work.throw(error)
                else:
                    self._watch.answered(number)
                    waiting_for = self._work.send(answer)
        except StopIteration as end:
            return cast("T", end.value)
