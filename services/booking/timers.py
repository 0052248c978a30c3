"""What booking does every so often."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from services.booking.handlers.visits import Desk
from services.booking.handlers.zone_data import keep_wall_times
from services.booking.store import idempotency
from shared.clock import Clock
from shared.db import Connection, Database
from shared.runtime import Task, timer
from shared.zone_data import installed_version

OpenDesk = Callable[[Connection], Awaitable[Desk]]

# A client that tries again after this is not trying again.
KEYS_KEPT = timedelta(days=3)


def pruning(db: Database, clock: Clock) -> Task:
    async def prune() -> bool:
        async with db.transaction() as conn:
            await idempotency.prune(conn, clock.now() - KEYS_KEPT)
        return False

    return timer(prune, every=timedelta(minutes=30))


def keeping_wall_times(db: Database, clock: Clock, desk: OpenDesk) -> Task:
    """Zone data is read at the start of a process, so the first look is the one that counts."""
    version = installed_version()

    async def keep() -> bool:
        async with db.transaction() as conn:
            await keep_wall_times(conn, await desk(conn), version, clock.now())
        return False

    return timer(keep, every=timedelta(hours=12))
