"""Texts that nobody reads grow old, and at last somebody is told (S-79)."""

from services.notify.handlers.threads import Threads
from services.notify.handlers.visit_commands import ASKED_FOR
from services.notify.store import threads
from shared.clock import Clock
from shared.db import Database


class Ageing:
    def __init__(self, db: Database, clock: Clock, inbox: Threads) -> None:
        self._db = db
        self._clock = clock
        self._inbox = inbox

    async def tick(self) -> bool:
        now = self._clock.now()
        async with self._db.transaction() as conn:
            promoted = await threads.promote_unanswered(conn, now - ASKED_FOR)
            for patient_id in promoted:
                await self._inbox.refresh(conn, patient_id, now)
            waiting = await threads.list_waiting(conn)
        for thread in waiting:
            async with self._db.transaction() as conn:
                await self._inbox.refresh(conn, thread.patient_id, now)
        return False
