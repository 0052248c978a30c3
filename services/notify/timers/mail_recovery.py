"""E-mails left in `sending`: a mail server cannot be asked what became of one. After a while it goes
once more under the same Message-ID, and then never again.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import timedelta
from uuid import UUID

from services.notify.handlers.record_outcome import record_found
from services.notify.store import claims
from shared.clock import Clock
from shared.db import Database
from shared.events.messages import Channel

AT_ONCE = 20
LOOK_AGAIN_AFTER = timedelta(seconds=60)


class MailRecovery:
    """`in_flight` tells the e-mails this process is sending right now."""

    def __init__(
        self, db: Database, clock: Clock, in_flight: Callable[[], AbstractSet[UUID]]
    ) -> None:
        self._db = db
        self._clock = clock
        self._in_flight = in_flight

    async def tick(self) -> bool:
        """True when there may be more."""
        async with self._db.transaction() as conn:
            unclear = await claims.claim_unresolved(
                conn,
                now=self._clock.now(),
                lease=LOOK_AGAIN_AFTER,
                limit=AT_ONCE,
                besides=self._in_flight(),
                channel=Channel.EMAIL,
            )
            for text in unclear:
                await record_found(conn, text, None, self._clock.now())
        return len(unclear) == AT_ONCE
