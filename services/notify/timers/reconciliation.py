"""Our books are laid beside the carrier's (S-124), often enough to make up for lost reports."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from services.notify.carrier import Accepted, Carrier, CarrierAwayError
from services.notify.domain import delivery
from services.notify.handlers.reconcile import Differences, list_unreported, reconcile
from services.notify.handlers.record_outcome import record_failure, record_progress
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
        await self._catch_up(listed)
        async with self._db.transaction() as conn:
            return await reconcile(conn, listed, since)

    async def _catch_up(self, listed: Sequence[Accepted]) -> None:
        """Each failure in a transaction of its own: it may stop or plan other texts."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            reports = await list_unreported(conn, listed, now)
            good = [report for report, _ in reports if not delivery.is_failure(report.status)]
            await record_progress(conn, good, now)
        for report, phone in reports:
            if delivery.is_failure(report.status):
                async with self._db.transaction() as conn:
                    await record_failure(conn, report, phone, now)
        if reports:
            log.info("reconciliation.reports_made_up_for", count=len(reports))
