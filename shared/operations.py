"""How one service is doing: what waits to go out, how far behind it is, what it could not apply."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from shared import dead_letters
from shared.clock import Clock
from shared.consumer import Consumer, Replay
from shared.db import Connection, Database
from shared.outbox import store as outbox
from shared.telemetry import Metrics

SHOWN = 50


class Outbox(BaseModel):
    """Events that have not gone out yet."""

    waiting: int
    oldest_at: datetime | None


class Lag(BaseModel):
    """Records behind the end of a partition, as this process last saw it."""

    topic: str
    partition: int
    behind: int


class DeadLetterLine(BaseModel):
    """An event that could not be applied. `type` is missing when not even that could be read."""

    id: int
    topic: str
    type: str | None
    event_id: str | None
    reason: str
    attempts: int
    failed_at: datetime


class DeadLetterEvent(BaseModel):
    """The event itself; what says who a patient is, has or said may be covered."""

    line: DeadLetterLine
    event: Any


class State(BaseModel):
    """`figures` are the service's gauges by their names on /metrics, without the prefix."""

    service: str
    at: datetime
    outbox: Outbox
    lag: list[Lag]
    last_event_at: datetime | None
    dead_letters_waiting: int
    dead_letters: list[DeadLetterLine]
    figures: dict[str, float]


class Operations:
    def __init__(
        self,
        service: str,
        db: Database,
        clock: Clock,
        metrics: Metrics,
        consumer: Consumer,
        refresh: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`refresh` brings the service's own gauges up to date before they are read."""
        self._service = service
        self._db = db
        self._clock = clock
        self._metrics = metrics
        self._consumer = consumer
        self._refresh = refresh

    async def state(self) -> State:
        if self._refresh:
            await self._refresh()
        async with self._db.transaction() as conn:
            return await self._state(conn)

    def behind(self) -> int:
        """Records that are still to come, as far as this process has seen."""
        return sum(lag.behind for lag in self._lag())

    def broker_lost_at(self) -> datetime | None:
        """Since when no event can come; None while the broker answers."""
        lost_at = self._metrics.broker_lost_at()
        return datetime.fromtimestamp(lost_at, UTC) if lost_at else None

    async def read(self, dead_letter_id: int, *, covered: bool) -> DeadLetterEvent | None:
        async with self._db.transaction() as conn:
            letter = await dead_letters.find(conn, dead_letter_id)
        if letter is None:
            return None
        event = dead_letters.readable(letter)
        return DeadLetterEvent(
            line=_line(letter), event=dead_letters.cover(event) if covered else event
        )

    async def replay(self, dead_letter_id: int) -> Replay:
        """Safe to repeat: an event that has had its effect has it once."""
        return await self._consumer.try_again(dead_letter_id)

    async def _state(self, conn: Connection) -> State:
        backlog = await outbox.get_backlog(conn)
        letters = await dead_letters.list_waiting(conn, SHOWN)
        return State(
            service=self._service,
            at=self._clock.now(),
            outbox=Outbox(waiting=backlog.waiting, oldest_at=backlog.oldest_at),
            lag=self._lag(),
            last_event_at=await dead_letters.get_last_event_at(conn),
            dead_letters_waiting=await dead_letters.count_waiting(conn),
            dead_letters=[_line(letter) for letter in letters],
            figures=self._metrics.figures(),
        )

    def _lag(self) -> list[Lag]:
        samples = [s for family in self._metrics.consumer_lag.collect() for s in family.samples]
        return [
            Lag(
                topic=sample.labels["topic"],
                partition=int(sample.labels["partition"]),
                behind=int(sample.value),
            )
            for sample in samples
        ]


def _line(letter: dead_letters.Waiting) -> DeadLetterLine:
    return DeadLetterLine(
        id=letter.id,
        topic=letter.topic,
        type=dead_letters.header(letter, "ce_type"),
        event_id=dead_letters.header(letter, "ce_id"),
        reason=letter.reason,
        attempts=letter.attempts,
        failed_at=letter.failed_at,
    )
