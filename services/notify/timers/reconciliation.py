"""Once a day our books are laid beside the carrier's (S-124)."""

from datetime import timedelta

import structlog

from services.notify.carrier import Carrier, CarrierAwayError
from services.notify.handlers.reconcile import Differences, reconcile
from services.notify.metrics import NotifyMetrics
from shared.clock import Clock
from shared.db import Database

log = structlog.get_logger()

# A little more than a day, so that nothing falls between two looks.
LOOK_BACK = timedelta(hours=26)


class Reconciliation:
    def __init__(
        self, db: Database, carrier: Carrier, clock: Clock, metrics: NotifyMetrics
    ) -> None:
        self._db = db
        self._carrier = carrier
        self._clock = clock
        self._metrics = metrics

    async def tick(self) -> bool:
        try:
            found = await self.compare(LOOK_BACK)
        except CarrierAwayError:
            log.warning("reconciliation.carrier_away")
            return False
        differing = len(found.unknown_here) + len(found.unknown_there)
        self._metrics.books_differ.set(differing)
        if found:
            log.error("reconciliation.differs", count=differing)
        return False

    async def compare(self, back: timedelta) -> Differences:
        """Raises CarrierAwayError."""
        since = self._clock.now() - back
        listed = await self._carrier.list_sent(since)
        async with self._db.transaction() as conn:
            return await reconcile(conn, listed, since)
