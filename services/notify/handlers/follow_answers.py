"""What followup could not read, a person must."""

from services.notify.handlers.threads import Threads
from services.notify.store import inbounds
from shared.clock import Clock
from shared.db import Connection
from shared.events import Received
from shared.events.checkins import AnswerUnclear


class FollowAnswers:
    def __init__(self, clock: Clock, inbox: Threads) -> None:
        self._clock = clock
        self._inbox = inbox

    async def __call__(self, conn: Connection, received: Received[AnswerUnclear]) -> None:
        patient_id = await inbounds.need_person(conn, received.event.reply_id)
        if patient_id is not None:
            await self._inbox.refresh(conn, patient_id, self._clock.now())
