"""What booking does every so often."""

from datetime import timedelta

from services.booking.store import idempotency, phone_codes
from shared.clock import Clock
from shared.db import Database
from shared.runtime import Task, timer

# A client that tries again after this is not trying again.
KEYS_KEPT = timedelta(days=3)
CODES_KEPT = timedelta(days=1)


def pruning(db: Database, clock: Clock) -> Task:
    async def prune() -> bool:
        async with db.transaction() as conn:
            await idempotency.prune(conn, clock.now() - KEYS_KEPT)
            await phone_codes.prune(conn, clock.now() - CODES_KEPT)
        return False

    return timer(prune, every=timedelta(minutes=30))
