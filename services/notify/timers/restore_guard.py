"""A restored copy must not send again what went while it was asleep (S-49)."""

import structlog

from services.notify.store import restores
from shared.clock import Clock
from shared.db import Database

log = structlog.get_logger()


class RestoreGuard:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def tick(self) -> bool:
        async with self._db.transaction() as conn:
            is_copy = await restores.notice_copy(conn, self._clock.now())
            held = sum(count for _, count in await restores.list_held(conn)) if is_copy else 0
        if is_copy:
            log.error("restore.held", count=held)
        return False
