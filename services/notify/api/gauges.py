"""What is counted when somebody looks."""

from collections.abc import Awaitable, Callable

from services.notify.metrics import NotifyMetrics
from shared.clock import Clock
from shared.db import Database


def refreshing(db: Database, clock: Clock, metrics: NotifyMetrics) -> Callable[[], Awaitable[None]]:
    async def refresh() -> None:
        async with db.transaction() as conn:
            await metrics.refresh(conn, clock.now())

    return refresh
