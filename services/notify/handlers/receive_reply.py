"""A patient wrote: stored and opted out in the webhook's transaction, understood right after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notify.domain.reading import Context, is_opt_out, read
from services.notify.domain.red_flags import Finding, Grade
from services.notify.domain.stranger import Stranger
from services.notify.domain.text import Text
from services.notify.handlers.consent_changes import resume_texting, stop_texting
from services.notify.handlers.first_aid import FirstAid, raise_alarm
from services.notify.handlers.record_text import plan
from services.notify.store import consents, inbounds, patients, questions, visits
from services.notify.store.inbounds import Inbound
from services.notify.store.questions import OpenQuestion
from shared import outbox
from shared.clock import Clock
from shared.db import Connection
from shared.events.appointments import Visit
from shared.events.outreach import Category
from shared.events.replies import Intent, ReplyReceived
from shared.ids import new_id

# "Reply X again" holds this long (S-72).
CANCEL_ASKED_FOR = timedelta(minutes=30)
# CLINIC D.4: reactions to needling show within this time.
WATCHED_AFTER_NEEDLING = timedelta(hours=72)
ASKED_FOR_HELP = Finding(Grade.ORANGE, ("asked_for_help",), False, "en", "keywords-1")
ANSWER_LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Understood:
    """Whose text it is, what they want, and of which visit."""

    patient_id: str
    intent: Intent
    appointment_id: str | None = None


async def store_reply(
    conn: Connection, inbound: Inbound, first_aid: FirstAid, now: datetime
) -> None:
    """The webhook's part. A text the carrier delivers again changes nothing. Danger is looked for
    before anything else, in every text (S-79b).
    """
    if not await inbounds.add(conn, inbound):
        return
    await patients.lock_phone(conn, inbound.phone)
    await first_aid(conn, inbound, now)
    if is_opt_out(inbound.body):
        await stop_texting(
            conn,
            inbound.phone,
            source="keyword",
            at=inbound.received_at,
            words=inbound.body,
            message_sid=inbound.message_sid,
        )


class UnderstandReply:
    """`stranger` makes the opaque id of a phone that belongs to no patient."""

    def __init__(self, clock: Clock, stranger: Stranger) -> None:
        self._clock = clock
        self._stranger = stranger

    async def __call__(self, conn: Connection, inbound: Inbound) -> None:
        await patients.lock_phone(conn, inbound.phone)
        if not await inbounds.is_waiting(conn, inbound.message_sid):
            return
        now = self._clock.now()
        question = await questions.find_open(conn, inbound.phone)
        context = Context(
            stopped=await consents.is_stopped(conn, inbound.phone),
            question_open=question is not None,
        )
        intent = read(inbound.body, context)
        holder = await self._holder(conn, inbound.phone, question)
        understood = await self._act(conn, inbound, intent, holder, now)
        await self._publish(conn, inbound, understood, question, now)
        await inbounds.mark_handled(
            conn,
            inbound.message_sid,
            intent=understood.intent,
            patient_id=understood.patient_id,
            at=now,
        )

    async def _holder(self, conn: Connection, phone: str, question: OpenQuestion | None) -> str:
        if question:
            return question.patient_id
        holders = await patients.list_by_phone(conn, phone)
        return holders[0].patient_id if holders else self._stranger(phone)

    async def _act(
        self, conn: Connection, inbound: Inbound, intent: Intent, holder: str, now: datetime
    ) -> Understood:
        if intent is Intent.HELP:
            await self._note_help(conn, inbound, now)
        if intent is Intent.OPT_IN:
            await resume_texting(
                conn,
                inbound.phone,
                source="keyword",
                at=inbound.received_at,
                words=inbound.body,
                message_sid=inbound.message_sid,
            )
        if intent not in {Intent.CONFIRM, Intent.CANCEL}:
            return Understood(holder, intent)
        addressed = await visits.find_addressed(conn, inbound.phone, now)
        if addressed is None:
            return Understood(holder, Intent.OTHER)
        patient_id, visit = addressed
        asked = await questions.take_cancel(conn, inbound.phone, now)
        if intent is Intent.CONFIRM:
            return Understood(patient_id, intent, visit.appointment_id)
        confirmed = asked == visit.appointment_id
        intent = await self._cancel(conn, inbound, patient_id, visit, confirmed, now)
        return Understood(patient_id, intent, visit.appointment_id)

    async def _note_help(self, conn: Connection, inbound: Inbound, now: datetime) -> None:
        """The carrier answers HELP by itself, so nobody would know that it may be distress."""
        asked = await questions.find_open(conn, inbound.phone)
        if asked or await visits.is_just_needled(conn, inbound.phone, now - WATCHED_AFTER_NEEDLING):
            await raise_alarm(conn, inbound, ASKED_FOR_HELP, self._stranger)

    async def _cancel(
        self,
        conn: Connection,
        inbound: Inbound,
        patient_id: str,
        visit: Visit,
        said_again: bool,
        now: datetime,
    ) -> Intent:
        if now > visit.cancel_until:
            await plan(conn, _answer("cancel_late", inbound, patient_id, visit, now), "reply", now)
            return Intent.CANCEL_WISH
        if said_again:
            return Intent.CANCEL
        await questions.ask_to_cancel(
            conn, inbound.phone, visit.appointment_id, now + CANCEL_ASKED_FOR
        )
        await plan(conn, _answer("cancel_ask", inbound, patient_id, visit, now), "reply", now)
        return Intent.CANCEL_WISH

    async def _publish(
        self,
        conn: Connection,
        inbound: Inbound,
        understood: Understood,
        question: OpenQuestion | None,
        now: datetime,
    ) -> None:
        patient = await patients.find(conn, understood.patient_id)
        await outbox.add(
            conn,
            ReplyReceived(
                patient_id=understood.patient_id,
                reply_id=str(inbound.reply_id),
                received_at=inbound.received_at,
                body=inbound.body,
                language=patient.language if patient else "en",
                intent=understood.intent,
                appointment_id=understood.appointment_id,
                question=question.contract() if question else None,
            ),
            at=now,
        )


def _answer(kind: str, inbound: Inbound, patient_id: str, visit: Visit, now: datetime) -> Text:
    reply_id = str(inbound.reply_id)
    return Text(
        text_id=new_id(),
        patient_id=patient_id,
        kind=kind,
        category=Category.VISIT,
        planned_at=now,
        due_at=now,
        expires_at=now + ANSWER_LIFE,
        appointment_id=visit.appointment_id,
        appointment_version=visit.version,
        lead=reply_id,
        in_reply_to=reply_id,
        answers_at=inbound.received_at,
    )
