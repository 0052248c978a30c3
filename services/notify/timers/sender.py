"""Sends what is due: claim, check and write, call, record. Many texts share a transaction, only the
call is outside any, and whatever dies between two steps leaves rows that say how far it got.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from uuid import UUID

import structlog

from services.notify.carrier import Accepted, Door, Outcome, Outgoing, Pace, Unpaced
from services.notify.domain.carrier_errors import ErrorClass
from services.notify.domain.text import Text
from services.notify.handlers.record_outcome import record_accepted, record_refused
from services.notify.metrics import NotifyMetrics
from services.notify.store import claims, texts
from shared.clock import Clock
from shared.db import CONFLICTS, Connection, Database, is_outage
from shared.events.messages import Channel
from shared.together import Together

log = structlog.get_logger()

# A claimed text whose worker has not begun to send it by then goes to another (S-37).
CLAIM_LEASE = timedelta(seconds=30)


# Those of the claimed texts that are to go, as they stand in `sending`.
Prepare = Callable[[Connection, Sequence[Text]], Awaitable[list[Text]]]


@dataclass(frozen=True)
class Lane:
    """Texts that share the carrier's door. `bell` is rung when there is one."""

    claim: Callable[..., Awaitable[list[Text]]]
    bell: str


ORDINARY = Lane(claims.claim_due, texts.BELL)
# Its own lane: a queue of reminders, or calls that hang, must not hold up a safety text.
URGENT = Lane(claims.claim_urgent, texts.URGENT_BELL)
# A mail server that hangs holds up no text.
MAIL = Lane(claims.claim_mail, texts.MAIL_BELL)


class Sender:
    """Entered as a context: on leaving, calls in hand are finished."""

    def __init__(
        self,
        db: Database,
        carrier: Door,
        clock: Clock,
        prepare: Prepare,
        metrics: NotifyMetrics,
        *,
        at_once: int,
        lane: Lane = ORDINARY,
        pace: Pace | None = None,
    ) -> None:
        self._pace = pace or Unpaced()
        self._lane = lane
        self._db = db
        self._carrier = carrier
        self._clock = clock
        self._prepare = prepare
        self._metrics = metrics
        self._at_once = at_once
        self._calls = asyncio.TaskGroup()
        self._accepted = Together(self._record_accepted)
        self.in_flight: set[UUID] = set()

    async def __aenter__(self) -> "Sender":
        await self._calls.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._calls.__aexit__(kind, error, trace)
        await self._pace.settle()

    async def tick(self) -> bool:
        """Start what is due, as far as there is room. True when there may be more."""
        room = self._at_once - len(self.in_flight)
        if room < self._worth_a_look:
            return False  # the call that makes enough room rings the bell
        room = min(room, self._worth_a_look)
        allowed = await self._pace.take(room)
        claimed = await self.claim(allowed) if allowed else []
        if unused := allowed - len(claimed):
            self._pace.give_back(unused, -unused)
            await self._pace.settle()
        if claimed:
            self.in_flight |= {text.text_id for text in claimed}
            self._calls.create_task(self._send(claimed))
        return len(claimed) == room

    @property
    def _worth_a_look(self) -> int:
        """Room for fewer is left until there is more: each look costs the same."""
        return (self._at_once + 1) // 2

    async def claim(self, limit: int) -> list[Text]:
        async with self._db.transaction(pipelined=True) as conn:
            return await self._lane.claim(
                conn, now=self._clock.now(), lease=CLAIM_LEASE, limit=limit
            )

    async def prepare(self, claimed: Sequence[Text]) -> list[Text]:
        async with self._db.transaction(pipelined=True) as conn:
            return await self._prepare(conn, claimed)

    async def call(self, text: Text) -> Outcome:
        outcome = await self._carrier.send(_outgoing(text, self._clock.now()))
        self._observe(text, outcome)
        return outcome

    async def record(self, text: Text, outcome: Outcome) -> None:
        if isinstance(outcome, Accepted):
            await self._accepted.do((text, outcome))
            return
        async with self._db.transaction() as conn:
            await record_refused(conn, text, outcome, self._clock.now())

    async def _record_accepted(self, taken: Sequence[tuple[Text, Accepted]]) -> None:
        async with self._db.transaction(pipelined=True) as conn:
            await record_accepted(conn, taken, self._clock.now())

    async def _send(self, claimed: Sequence[Text]) -> None:
        going: list[Text] = []
        try:
            with self._left_if_in_the_way(claimed):
                going = await self._prepare_all(claimed)
        finally:
            self._forget({text.text_id for text in claimed} - {text.text_id for text in going})
            self._pace.give_back(0, sum(text.segments or 1 for text in going) - len(claimed))
        for text in going:
            self._calls.create_task(self._deliver(text))

    async def _prepare_all(self, claimed: Sequence[Text]) -> list[Text]:
        """Where others are in the way of one of them, each is prepared alone."""
        try:
            return await self.prepare(claimed)
        except CONFLICTS:
            going: list[Text] = []
            for text in claimed:
                with self._left_if_in_the_way([text]):
                    going += await self.prepare([text])
            return going

    async def _deliver(self, text: Text) -> None:
        try:
            with self._left_if_in_the_way([text]):
                await self.record(text, await self.call(text))
        finally:
            self._forget({text.text_id})

    def _forget(self, text_ids: AbstractSet[UUID]) -> None:
        self.in_flight -= text_ids
        self._pace.give_back(len(text_ids))
        if self._at_once - len(self.in_flight) == self._worth_a_look:
            self._db.bell(self._lane.bell).ring()

    @contextlib.contextmanager
    def _left_if_in_the_way(self, those: Sequence[Text]) -> Iterator[None]:
        """A database that is away, or another transaction in the way, leaves the rows as they are:
        their lease runs out, and then they are claimed again or looked up at the carrier (S-38).
        """
        try:
            yield
        except Exception as error:
            if not (is_outage(error) or isinstance(error, CONFLICTS)):
                raise
            for one in those:
                log.warning("text.left", text_id=str(one.text_id), error=type(error).__name__)

    def _observe(self, text: Text, outcome: Outcome) -> None:
        by_email = text.channel is Channel.EMAIL
        counted = self._metrics.mails if by_email else self._metrics.sends
        if isinstance(outcome, Accepted):
            counted.labels("accepted").inc()
            log.info("text.accepted", text_id=str(text.text_id), message_sid=outcome.sid)
            return
        error_class = outcome.error.error_class
        counted.labels(error_class).inc()
        level = log.error if error_class is ErrorClass.CONFIGURATION else log.warning
        level(
            "text.refused",
            text_id=str(text.text_id),
            carrier_code=outcome.code,
            error_class=error_class.value,
        )


def _outgoing(text: Text, now: datetime) -> Outgoing:
    assert text.attempt_id and text.recipient and text.body  # noqa: S101, PT018 - set with `sending`
    useful_for = text.expires_at - now
    return Outgoing(text.text_id, text.attempt_id, text.recipient, text.body, useful_for)
