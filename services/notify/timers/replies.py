"""Replies that were stored and wait to be understood, in the order they came."""

from datetime import timedelta

import structlog

from services.notify.handlers.receive_reply import UnderstandReply
from services.notify.metrics import NotifyMetrics
from services.notify.store import inbounds
from shared.clock import Clock
from shared.db import Database, is_outage

log = structlog.get_logger()

RETRY_AFTER = timedelta(seconds=2)


class Replies:
    def __init__(
        self, db: Database, clock: Clock, understand: UnderstandReply, metrics: NotifyMetrics
    ) -> None:
        self._db = db
        self._clock = clock
        self._understand = understand
        self._metrics = metrics

    async def tick(self) -> bool:
        """Understand one. True when there was one; a reply that cannot be handled is tried again
        later and does not hold up those of other phones.
        """
        async with self._db.transaction() as conn:
            inbound = await inbounds.claim_next(
                conn, now=self._clock.now(), retry_after=RETRY_AFTER
            )
        if inbound is None:
            return False
        try:
            async with self._db.transaction() as conn:
                await self._understand(conn, inbound)
        except Exception as error:
            if is_outage(error):
                raise
            self._metrics.replies_failed.inc()
            log.exception("reply.failed", reply_id=str(inbound.reply_id))
        return True
