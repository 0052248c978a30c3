"""Sends what is due: claim, check and write, call, record. Only the call is outside a transaction,
and whatever dies between two steps leaves a row that says how far it got.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from uuid import UUID

import structlog

from services.notify.carrier import Accepted, Carrier, Outcome, Outgoing
from services.notify.domain.carrier_errors import ErrorClass
from services.notify.domain.text import Text
from services.notify.handlers.record_outcome import record_accepted, record_refused
from services.notify.metrics import NotifyMetrics
from services.notify.store import texts
from shared.clock import Clock
from shared.db import CONFLICTS, Connection, Database, is_outage

log = structlog.get_logger()

# A claimed text whose worker has not begun to send it by then goes to another (S-37).
CLAIM_LEASE = timedelta(seconds=30)


Prepare = Callable[[Connection, Text], Awaitable[Outgoing | None]]


@dataclass(frozen=True)
class Lane:
    """Texts that share the carrier's door. `bell` is rung when there is one."""

    claim: Callable[..., Awaitable[list[Text]]]
    bell: str


ORDINARY = Lane(texts.claim_due, texts.BELL)
# Its own lane: a queue of reminders, or calls that hang, must not hold up a safety text.
URGENT = Lane(texts.claim_urgent, texts.URGENT_BELL)


class Sender:
    """Entered as a context: on leaving, calls in hand are finished."""

    def __init__(
        self,
        db: Database,
        carrier: Carrier,
        clock: Clock,
        prepare: Prepare,
        metrics: NotifyMetrics,
        *,
        at_once: int,
        lane: Lane = ORDINARY,
    ) -> None:
        self._lane = lane
        self._db = db
        self._carrier = carrier
        self._clock = clock
        self._prepare = prepare
        self._metrics = metrics
        self._at_once = at_once
        self._calls = asyncio.TaskGroup()
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

    async def tick(self) -> bool:
        """Start what is due, as far as there is room. True when there may be more."""
        room = self._at_once - len(self.in_flight)
        if room <= 0:
            return False  # the next call that ends rings the bell
        claimed = await self.claim(room)
        for text in claimed:
            self.in_flight.add(text.text_id)
            self._calls.create_task(self._deliver(text))
        return len(claimed) == room

    async def claim(self, limit: int) -> list[Text]:
        async with self._db.transaction() as conn:
            return await self._lane.claim(
                conn, now=self._clock.now(), lease=CLAIM_LEASE, limit=limit
            )

    async def prepare(self, claimed: Text) -> Outgoing | None:
        async with self._db.transaction() as conn:
            return await self._prepare(conn, claimed)

    async def call(self, outgoing: Outgoing) -> Outcome:
        outcome = await self._carrier.send(outgoing)
        self._observe(outgoing, outcome)
        return outcome

    async def record(self, outgoing: Outgoing, outcome: Outcome) -> None:
        async with self._db.transaction() as conn:
            if isinstance(outcome, Accepted):
                await record_accepted(conn, outgoing, outcome, self._clock.now())
            else:
                await record_refused(conn, outgoing, outcome, self._clock.now())

    async def _deliver(self, claimed: Text) -> None:
        """A database that is away, or another transaction in the way, leaves the row as it is:
        its lease runs out, and then it is claimed again or looked up at the carrier (S-38).
        """
        try:
            if outgoing := await self.prepare(claimed):
                await self.record(outgoing, await self.call(outgoing))
        except Exception as error:
            if not (is_outage(error) or isinstance(error, CONFLICTS)):
                raise
            log.warning("text.left", text_id=str(claimed.text_id), error=type(error).__name__)
        finally:
            if len(self.in_flight) >= self._at_once:
                self._db.bell(self._lane.bell).ring()
            self.in_flight.discard(claimed.text_id)

    def _observe(self, outgoing: Outgoing, outcome: Outcome) -> None:
        if isinstance(outcome, Accepted):
            self._metrics.sends.labels("accepted").inc()
            log.info("text.accepted", text_id=str(outgoing.text_id), message_sid=outcome.sid)
            return
        error_class = outcome.error.error_class
        self._metrics.sends.labels(error_class).inc()
        level = log.error if error_class is ErrorClass.CONFIGURATION else log.warning
        level(
            "text.refused",
            text_id=str(outgoing.text_id),
            carrier_code=outcome.code,
            error_class=error_class.value,
        )
