"""A person says what a patient meant, and it takes effect: once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notify.domain.inbox import Attention
from services.notify.handlers.consent_changes import stop_texting
from services.notify.handlers.store_reply import unlink
from services.notify.handlers.threads import Threads, UnknownReplyError
from services.notify.store import inbounds, patients, questions, visits
from services.notify.store.inbounds import Kept
from shared import outbox
from shared.auth import Staff
from shared.db import Connection
from shared.events.replies import Intent, ReplyReceived


class NotCorrectedError(Exception):
    """`why`: "corrected_before", "no_such_visit", "too_late_to_cancel", "nothing_was_asked"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Meant:
    """`wrong_number` beside an opt-out: whoever holds the phone is not the patient."""

    intent: Intent
    appointment_id: str | None = None
    wrong_number: bool = False


@dataclass(frozen=True)
class CorrectReply:
    inbox: Threads

    async def __call__(
        self, conn: Connection, reply_id: UUID, meant: Meant, by: Staff, now: datetime
    ) -> None:
        """Raises UnknownReplyError, NotCorrectedError."""
        phone = await inbounds.find_phone(conn, reply_id)
        if phone is None:
            raise UnknownReplyError(str(reply_id))
        await patients.lock_phone(conn, phone)
        reply = await inbounds.lock_kept(conn, reply_id)
        if reply.corrected_by:
            raise NotCorrectedError("corrected_before")
        await self._take_effect(conn, reply, meant, by, now)
        attention = Attention.PERSON if meant.intent is Intent.OTHER else Attention.NONE
        await inbounds.correct(conn, reply_id, meant.intent, attention, by=by.id, at=now)
        await self.inbox.refresh(conn, reply.patient_id, now, by.id)

    async def _take_effect(
        self, conn: Connection, reply: Kept, meant: Meant, by: Staff, now: datetime
    ) -> None:
        if meant.intent in {Intent.CONFIRM, Intent.CANCEL}:
            await _check_visit(conn, reply.patient_id, meant, now)
        if meant.intent is Intent.ANSWER and reply.question_id is None:
            raise NotCorrectedError("nothing_was_asked")
        if meant.intent is Intent.OPT_OUT:
            await _stop(conn, reply, meant, by, now)
        await _publish(conn, reply, meant, by, now)


async def _check_visit(conn: Connection, patient_id: str, meant: Meant, now: datetime) -> None:
    visit = await visits.find(conn, meant.appointment_id) if meant.appointment_id else None
    of_patient = meant.appointment_id and await visits.is_of(conn, meant.appointment_id, patient_id)
    if visit is None or not of_patient or not visit.status.upcoming or visit.starts_at <= now:
        raise NotCorrectedError("no_such_visit")
    if meant.intent is Intent.CANCEL and now > visit.cancel_until:
        raise NotCorrectedError("too_late_to_cancel")


async def _stop(conn: Connection, reply: Kept, meant: Meant, by: Staff, now: datetime) -> None:
    holders = await patients.list_by_phone(conn, reply.phone)
    await stop_texting(
        conn,
        reply.phone,
        source="wrong_number" if meant.wrong_number else "staff_correction",
        at=now,
        words=reply.body,
        message_sid=reply.message_sid,
        recorded_by=by.id,
    )
    if meant.wrong_number:
        await unlink(conn, reply.phone, reply.reply_id, holders, now)


async def _publish(conn: Connection, reply: Kept, meant: Meant, by: Staff, now: datetime) -> None:
    patient = await patients.find(conn, reply.patient_id)
    question = await questions.find(conn, reply.question_id) if reply.question_id else None
    told = ReplyReceived(
        patient_id=reply.patient_id,
        reply_id=str(reply.reply_id),
        received_at=reply.received_at,
        body=reply.body,
        language=patient.language if patient else "en",
        intent=meant.intent,
        appointment_id=meant.appointment_id,
        question=question.contract() if question else None,
        yes=question.read_yes_no(reply.body)
        if question and meant.intent is Intent.ANSWER
        else None,
        media_count=reply.media_count,
        corrected_by=by.id,
    )
    await outbox.add(conn, told, at=now)
