"""A person answers a patient: what would become of the answer, and the answer itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.decision import ANSWER_FRESH_FOR
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.text import Text
from services.notify.handlers.desk import texting_of
from services.notify.handlers.record_text import plan
from services.notify.handlers.threads import Threads
from services.notify.store import inbounds, patients
from services.notify.store.inbounds import LastWord
from shared.auth import Staff
from shared.db import Connection
from shared.events.outreach import Category
from shared.ids import new_id
from shared.sms import Segments, characters_outside_gsm7, count_segments

KIND = "staff_message"
# Over the night and a Sunday; later it would surprise.
WORTH_SENDING = timedelta(hours=24)
# Who wrote within this time has asked to be answered, whatever boxes they ticked.
MAY_BE_ANSWERED = timedelta(hours=72)
# A longer message is a call.
LARGEST_SEGMENTS = 3


class NotSentError(Exception):
    """`why`: as in `Outlook.why_not`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Outlook:
    """What would become of an answer written now. `why_not` none: it would go, at `goes_at`."""

    why_not: str | None
    goes_at: datetime | None
    size: Segments
    outside_gsm7: tuple[str, ...]


@dataclass(frozen=True)
class AnswerThread:
    hours: TextingHours
    inbox: Threads

    async def foresee(self, conn: Connection, patient_id: str, body: str, now: datetime) -> Outlook:
        size = count_segments(body)
        last = await inbounds.find_last_of(conn, patient_id)
        why = await _refusal(conn, patient_id, body, size, last, now)
        goes_at = await self._when(conn, patient_id, last, now) if why is None else None
        return Outlook(why, goes_at, size, tuple(sorted(characters_outside_gsm7(body))))

    async def __call__(
        self,
        conn: Connection,
        patient_id: str,
        body: str,
        request_id: str,
        by: Staff,
        now: datetime,
    ) -> None:
        """The same `request_id` twice is one text. Raises NotSentError."""
        outlook = await self.foresee(conn, patient_id, body, now)
        if outlook.why_not:
            raise NotSentError(outlook.why_not)
        last = await inbounds.find_last_of(conn, patient_id)
        answers = last if last and _may_be_answered(last, now) else None
        text = Text(
            text_id=new_id(),
            patient_id=patient_id,
            kind=KIND,
            category=Category.VISIT,
            planned_at=now,
            due_at=now,
            expires_at=now + WORTH_SENDING,
            request_id=request_id,
            in_reply_to=str(answers.reply_id) if answers else None,
            answers_at=answers.received_at if answers else None,
            template_values={"body": body, "written_by": by.id},
        )
        await plan(conn, text, KIND, now)

    async def _when(
        self, conn: Connection, patient_id: str, last: LastWord | None, now: datetime
    ) -> datetime:
        patient = await patients.find(conn, patient_id)
        zone = (patient and patient.recipient().zone) or self.inbox.zone
        if (last and now - last.received_at <= ANSWER_FRESH_FOR) or self.hours.allow(now, zone):
            return now
        return self.hours.next_opening(now, zone)


async def _refusal(
    conn: Connection,
    patient_id: str,
    body: str,
    size: Segments,
    last: LastWord | None,
    now: datetime,
) -> str | None:
    if not body.strip():
        return "empty"
    if size.segments > LARGEST_SEGMENTS:
        return "too_long"
    stands = await texting_of(conn, patient_id)
    if stands.why_not in {None, "no_consent"}:
        agreed = Category.VISIT in stands.categories or (last and _may_be_answered(last, now))
        return None if agreed else "no_consent"
    return stands.why_not


def _may_be_answered(last: LastWord, now: datetime) -> bool:
    return now - last.received_at <= MAY_BE_ANSWERED
