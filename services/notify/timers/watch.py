"""Looks after the service itself, every half minute."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from services.notify.domain.watch import Rule
from services.notify.handlers.watch import watch
from services.notify.metrics import NotifyMetrics
from services.notify.store import office
from shared.clock import Clock
from shared.db import Database


class Watch:
    """`zone`: the clinic's, by which office hours are meant."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        rules: Sequence[Rule],
        metrics: NotifyMetrics,
        zone: ZoneInfo,
    ) -> None:
        self._db = db
        self._clock = clock
        self._rules = rules
        self._metrics = metrics
        self._zone = zone

    async def tick(self) -> bool:
        async with self._db.transaction() as conn:
            hours = await office.get(conn, self._zone)
            found = await watch(conn, self._rules, hours, self._clock.now())
        for name, broken in found.items():
            self._metrics.alarms.labels(name).set(broken)
        return False
