"""Other services ask for texts, and take it back."""

from services.notify.domain.text import OPEN, Text
from services.notify.handlers.record_text import plan, record
from services.notify.handlers.threads import Threads
from services.notify.store import erasures, inbounds, questions, texts
from services.notify.texts import Texts, UnknownKindError
from services.notify.texts.values import read_instants
from shared.clock import Clock
from shared.db import Connection
from shared.events import Received
from shared.events.checkins import PainReported
from shared.events.outreach import TextRequested, TextWithdrawn
from shared.ids import new_id

# What staff wrote, asked for in the dashboard's name.
BY_STAFF = "staff_message"


class FollowRequests:
    def __init__(self, clock: Clock, words: Texts, inbox: Threads) -> None:
        self._clock = clock
        self._words = words
        self._inbox = inbox

    async def plan_text(self, conn: Connection, received: Received[TextRequested]) -> None:
        """Raises UnknownKindError, ValueError for an instant that is none: a request nobody here can
        write waits as a dead letter.
        """
        asked, now = received.event, self._clock.now()
        if not self._words.knows(asked.kind):
            raise UnknownKindError(asked.kind)
        read_instants(asked.values)
        if await erasures.is_done(conn, asked.patient_id):
            return
        answers_at = (
            await inbounds.get_reply_received_at(conn, asked.in_reply_to)
            if asked.in_reply_to
            else None
        )
        text = Text(
            text_id=new_id(),
            patient_id=asked.patient_id,
            kind=asked.kind,
            category=asked.category,
            planned_at=now,
            due_at=max(asked.not_before, now),
            expires_at=asked.not_after,
            appointment_id=asked.appointment_id,
            request_id=asked.request_id,
            in_reply_to=asked.in_reply_to,
            answers_at=answers_at,
            asked_at=asked.asked_at,
            expects=asked.expects,
            template_values=asked.values,
        )
        await plan(conn, text, "requested", now)
        if asked.kind == BY_STAFF:  # who answers has read
            await self._inbox.read(conn, asked.patient_id, None, BY_STAFF, now)

    async def withdraw_text(self, conn: Connection, received: Received[TextWithdrawn]) -> None:
        request_id, why, now = received.event.request_id, received.event.reason, self._clock.now()
        text = await texts.find_by_request(conn, request_id)
        if text and text.state in OPEN:
            await record(conn, text.retire(why), now)
        await questions.close_for_request(conn, request_id, why, now)

    async def close_question(self, conn: Connection, received: Received[PainReported]) -> None:
        if received.event.request_id:
            await questions.close_for_request(
                conn, received.event.request_id, "answered", self._clock.now()
            )
