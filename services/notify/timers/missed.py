"""Texts that reached the carrier while nobody answered its webhook: it gives up after 15 seconds."""

from datetime import timedelta

import structlog

from services.notify.carrier import Carrier, CarrierAwayError, Received
from services.notify.handlers.store_reply import StoreReply
from services.notify.metrics import NotifyMetrics
from services.notify.store import inbounds
from services.notify.store.inbounds import Inbound
from shared.clock import Clock
from shared.db import Database
from shared.ids import new_id

log = structlog.get_logger()

# How far back the first look of a new installation goes.
FIRST_LOOK = timedelta(days=1)
# A webhook may be on its way while we look, and clocks differ.
OVERLAP = timedelta(minutes=15)


class Missed:
    """Asks the carrier what patients texted, at the start and then regularly, and stores what the
    webhook never brought.
    """

    def __init__(
        self,
        db: Database,
        carrier: Carrier,
        clock: Clock,
        metrics: NotifyMetrics,
        store_reply: StoreReply,
    ) -> None:
        self._store_reply = store_reply
        self._db = db
        self._carrier = carrier
        self._clock = clock
        self._metrics = metrics

    async def tick(self) -> bool:
        now = self._clock.now()
        async with self._db.transaction() as conn:
            until = await inbounds.find_asked_until(conn)
        try:
            received = await self._carrier.list_received((until or now - FIRST_LOOK) - OVERLAP)
        except CarrierAwayError:
            log.warning("reply.look_failed")
            return False
        async with self._db.transaction() as conn:
            known = await inbounds.list_known(conn, [r.sid for r in received])
        for missed in received:
            if missed.sid not in known:
                await self._store(missed)
        async with self._db.transaction() as conn:
            await inbounds.save_asked_until(conn, now)
        return False

    async def _store(self, missed: Received) -> None:
        async with self._db.transaction() as conn:
            await self._store_reply(conn, _inbound(missed), self._clock.now())
        self._metrics.replies_fetched.inc()


def _inbound(missed: Received) -> Inbound:
    return Inbound(
        message_sid=missed.sid,
        reply_id=new_id(),
        phone=missed.phone,
        our_number=missed.our_number,
        body=missed.body,
        media_count=missed.media_count,
        received_at=missed.at,
    )
