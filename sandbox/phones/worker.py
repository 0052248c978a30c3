"""Takes the steps that are due: moves texts along and calls webhooks, many at once."""

import asyncio
import contextlib
from dataclasses import replace

from sandbox.phones import delivery, inbound, steps, texts, webhooks
from sandbox.phones.simulator import Simulator
from sandbox.phones.steps import Step
from sandbox.phones.transport import Attempt, Transport
from sandbox.phones.twiml import UnreadableAnswerError, read_replies

_CALLS_AT_ONCE = 100
_BATCH = 200
# The sandbox's clock may be moved by another process, which rings no bell here.
_CLOCK_LOOK_SECONDS = 0.5


class Worker:
    def __init__(self, phones: Simulator, transport: Transport) -> None:
        self._phones = phones
        self._transport = transport
        self._calling = 0

    async def run(self) -> None:
        with self._phones.storage.transaction() as conn:
            steps.hand_back_all(conn)
        async with asyncio.TaskGroup() as calls:
            while True:
                rung = self._phones.storage.bell.listen()
                now = self._phones.real_now()
                self._release_scheduled()
                self._advance_due(now)
                for step in self._take_webhooks(now):
                    self._calling += 1
                    calls.create_task(self._call(step))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(rung.wait(), self._seconds_to_wait(now))

    def _release_scheduled(self) -> None:
        if texts.list_scheduled_due(self._phones.storage.conn, self._phones.now()):
            with self._phones.storage.transaction() as conn:
                delivery.release_scheduled(self._phones, conn)

    def _advance_due(self, now: float) -> None:
        due = steps.list_due(self._phones.storage.conn, "status", now, _BATCH)
        if not due:
            return
        with self._phones.storage.transaction() as conn:
            for step in due:
                steps.remove(conn, step.id)
                delivery.advance(self._phones, conn, step.sid)

    def _take_webhooks(self, now: float) -> list[Step]:
        """One call per text at a time: what is told of it arrives in order, unless a fault says so."""
        free = _CALLS_AT_ONCE - self._calling
        if free == 0:
            return []
        due = steps.list_due(self._phones.storage.conn, "webhook", now, free)
        first_of_text = list({step.sid: step for step in reversed(due)}.values())
        if first_of_text:
            with self._phones.storage.transaction() as conn:
                for step in first_of_text:
                    steps.take(conn, step.id)
        return first_of_text

    def _seconds_to_wait(self, now: float) -> float:
        next_due_at = steps.next_due_at(self._phones.storage.conn, now)
        if next_due_at is None:
            return _CLOCK_LOOK_SECONDS
        return min(max(next_due_at - self._phones.real_now(), 0), _CLOCK_LOOK_SECONDS)

    async def _call(self, step: Step) -> None:
        detail, last = step.detail, None
        async for answer in self._transport.call(
            detail["url"], detail["params"], detail["token"], step.attempts
        ):
            last = _judged(answer, detail["kind"])
            self._record(step, last)
        self._calling -= 1
        with self._phones.storage.transaction() as conn:
            steps.remove(conn, step.id)
            if detail["kind"] != "status":
                inbound.settle(self._phones, conn, step, last)

    def _record(self, step: Step, attempt: Attempt) -> None:
        detail = step.detail
        with self._phones.storage.transaction() as conn:
            webhooks.record(
                conn,
                detail["kind"],
                step.sid,
                detail["url"],
                detail["params"],
                attempt,
                self._phones.now(),
            )


def _judged(attempt: Attempt, kind: str) -> Attempt:
    """An inbound webhook's answer must also be readable; nobody reads what a callback answers."""
    if attempt.failure is None and kind != "status":
        try:
            read_replies(attempt.content_type, attempt.body)
        except UnreadableAnswerError as error:
            return replace(attempt, failure=str(error.code))
    return attempt
