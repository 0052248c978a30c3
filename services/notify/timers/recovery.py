"""Texts that were left in `sending`: the carrier is asked before anything is sent again (S-36)."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from uuid import UUID

import structlog

from services.notify.carrier import Accepted, Carrier, CarrierAwayError
from services.notify.domain.text import Text
from services.notify.handlers.record_outcome import record_found
from services.notify.store import books, claims
from shared.clock import Clock
from shared.db import CONFLICTS, Database

log = structlog.get_logger()

AT_ONCE = 20
# Until the carrier is asked about the same text again.
ASK_AGAIN_AFTER = timedelta(seconds=30)


class Recovery:
    """`in_flight` tells the texts this process is sending right now, however long that takes."""

    def __init__(
        self,
        db: Database,
        carrier: Carrier,
        clock: Clock,
        in_flight: Callable[[], AbstractSet[UUID]],
    ) -> None:
        self._db = db
        self._carrier = carrier
        self._clock = clock
        self._in_flight = in_flight

    async def tick(self) -> bool:
        """Look some up. True when there may be more."""
        async with self._db.transaction() as conn:
            unclear = await claims.claim_unresolved(
                conn,
                now=self._clock.now(),
                lease=ASK_AGAIN_AFTER,
                limit=AT_ONCE,
                besides=self._in_flight(),
            )
        await asyncio.gather(*map(self._look_up_in_turn, _by_phone(unclear)))
        return len(unclear) == AT_ONCE

    async def _look_up_in_turn(self, of_one_phone: Sequence[Text]) -> None:
        """Two of the same words would find the same one at the carrier; the second must know that
        the first has it.
        """
        for text in of_one_phone:
            await self._look_up(text)

    async def _look_up(self, text: Text) -> None:
        try:
            found = await self._find(text)
            absent = found is None and await self._is_proven_absent(text)
        except CarrierAwayError:
            log.warning("text.look_up_failed", text_id=str(text.text_id))
            return
        try:
            async with self._db.transaction() as conn:
                await record_found(conn, text, found, self._clock.now(), proven_absent=absent)
        except CONFLICTS as error:
            log.warning("text.left", text_id=str(text.text_id), error=type(error).__name__)

    async def _is_proven_absent(self, text: Text) -> bool:
        """Asked only of a text that was sent once more already: the first time it goes without. A
        safety text waits for no proof.
        """
        if text.unsure_at is None or text.urgent or text.sending_at is None:
            return False
        return await self._carrier.has_listed_past(text.sending_at)

    async def _find(self, text: Text) -> Accepted | None:
        assert text.phone and text.body and text.sending_at  # noqa: S101, PT018 - set with `sending`
        async with self._db.transaction() as conn:
            known = await books.list_known_sids(conn, text.phone)
        return await self._carrier.find(text.phone, text.body, since=text.sending_at, besides=known)


def _by_phone(unclear: Sequence[Text]) -> Iterable[Sequence[Text]]:
    by_phone: defaultdict[str | None, list[Text]] = defaultdict(list)
    for text in unclear:
        by_phone[text.phone].append(text)
    return by_phone.values()
