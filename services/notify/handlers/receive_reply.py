"""A stored text is understood, acted upon, and told to the others."""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from services.notify.domain.inbox import attention_for
from services.notify.domain.question import LATE_ANSWER, OpenQuestion
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.reading import Context, asks_to_move, read
from services.notify.domain.sayings import Sayings
from services.notify.domain.stranger import Stranger
from services.notify.domain.words import read_choice
from services.notify.domain.yes_no import read_yes_no
from services.notify.handlers.consent_changes import resume_texting
from services.notify.handlers.promise import answer_stranger, ask_again, promise_a_person
from services.notify.handlers.record_text import plan
from services.notify.handlers.threads import Threads
from services.notify.handlers.visit_commands import Understood, obey, obey_choice
from services.notify.handlers.visit_texts import reminders_of
from services.notify.store import (
    alarms,
    choices,
    consents,
    inbounds,
    office,
    patients,
    questions,
    visits,
)
from services.notify.store.inbounds import Handled, Inbound
from shared import outbox
from shared.clock import Clock
from shared.db import Connection
from shared.events.replies import Intent, ReplyReceived

ABOUT_A_VISIT = frozenset({Intent.CONFIRM, Intent.CANCEL, Intent.CANCEL_WISH})


@dataclass(frozen=True)
class Clinic:
    """What is said to, and of, a patient of whom nothing else is known."""

    phone: str
    zone: ZoneInfo
    hours: TextingHours


class UnderstandReply:
    """`stranger` makes the opaque id of a phone that belongs to no patient."""

    def __init__(self, clock: Clock, stranger: Stranger, sayings: Sayings, clinic: Clinic) -> None:
        self._clock = clock
        self._stranger = stranger
        self._sayings = sayings
        self._clinic = clinic
        self._threads = Threads(clinic.zone)

    async def __call__(self, conn: Connection, inbound: Inbound) -> None:
        await patients.lock_phone(conn, inbound.phone)
        if not await inbounds.is_waiting(conn, inbound.message_sid):
            return
        now = self._clock.now()
        question = await _find_question(conn, inbound, now)
        understood = await self._understand(conn, inbound, question, now)
        await self._publish(conn, inbound, understood, question, now)
        for other in understood.also:
            theirs = replace(
                understood,
                patient_id=other.patient_id,
                appointment_id=other.visit.appointment_id,
            )
            await self._publish(conn, inbound, theirs, question, now)
        await self._file(conn, inbound, understood, question, now)

    async def _file(
        self,
        conn: Connection,
        inbound: Inbound,
        understood: Understood,
        question: OpenQuestion | None,
        now: datetime,
    ) -> None:
        """In the thread it belongs to, where somebody reads it if somebody must."""
        known = await patients.find(conn, understood.patient_id) is not None
        judged = attention_for(
            understood.intent, inbound.body, media_count=inbound.media_count, known=known
        )
        handled = Handled(
            intent=understood.intent,
            patient_id=understood.patient_id,
            attention=judged if understood.attention is None else understood.attention,
            appointment_id=understood.appointment_id,
            question_id=question.text_id if question else None,
            at=now,
        )
        await inbounds.mark_handled(conn, inbound.message_sid, handled)
        await self._threads.refresh(conn, understood.patient_id, now)

    async def _understand(
        self, conn: Connection, inbound: Inbound, question: OpenQuestion | None, now: datetime
    ) -> Understood:
        choice = await choices.find(conn, inbound.phone, now)
        number = read_choice(inbound.body)
        newest = choice and (question is None or question.asked_at <= choice.asked_at)
        if choice and newest and number and number <= len(choice.options):
            chosen = await obey_choice(conn, inbound, choice, number, now)
            if chosen:
                return chosen
        stopped = await consents.is_stopped(conn, inbound.phone)
        names = await patients.list_first_names(conn, inbound.phone)
        context = Context(
            self._sayings,
            stopped,
            question is not None,
            question is not None and question.takes_only_yes_or_no,
            frozenset(names),
        )
        intent = read(inbound.body, context)
        if intent in ABOUT_A_VISIT or asks_to_move(inbound.body):
            obeyed = await obey(conn, inbound, intent, now)
            if obeyed:
                return obeyed
            intent = Intent.OTHER
        return await self._hear(conn, inbound, intent, question, stopped, now)

    async def _hear(
        self,
        conn: Connection,
        inbound: Inbound,
        intent: Intent,
        question: OpenQuestion | None,
        stopped: bool,
        now: datetime,
    ) -> Understood:
        """What is about no visit."""
        holders = await patients.list_by_phone(conn, inbound.phone)
        if intent is Intent.OPT_IN:
            await self._resume(conn, inbound, now)
        first = holders[0].patient_id if holders else self._stranger(inbound.phone)
        patient_id = question.patient_id if question else first
        if intent is Intent.ANSWER and question and question.takes_only_yes_or_no:
            await questions.close_for_text(conn, question.text_id, "answered", now)
        if intent is Intent.OTHER and not stopped:
            await self._answer(conn, inbound, patient_id, bool(holders), question, now)
        return Understood(patient_id, intent)

    async def _resume(self, conn: Connection, inbound: Inbound, now: datetime) -> None:
        """What was retired stays so; what is still ahead is planned anew (S-65)."""
        stopped = await consents.is_stopped(conn, inbound.phone)
        await resume_texting(
            conn,
            inbound.phone,
            source="keyword",
            at=inbound.received_at,
            words=inbound.body,
            message_sid=inbound.message_sid,
        )
        for one in await visits.list_upcoming(conn, inbound.phone, now) if stopped else ():
            for reminder in await reminders_of(
                conn,
                one.patient_id,
                one.visit,
                self._clinic.hours,
                now,
                again=str(inbound.reply_id),
            ):
                await plan(conn, reminder, "resumed", now)

    async def _answer(
        self,
        conn: Connection,
        inbound: Inbound,
        patient_id: str,
        known: bool,
        question: OpenQuestion | None,
        now: datetime,
    ) -> None:
        """Nothing beside a safety text."""
        if await alarms.is_answered(conn, str(inbound.reply_id)):
            return
        if not known:
            await answer_stranger(conn, inbound, patient_id, self._clinic.phone, now)
        elif question and (kind := question.asked_again_by(inbound.body)):
            await ask_again(conn, inbound, question, kind, now)
        else:
            hours = await office.get(conn, self._clinic.zone)
            await promise_a_person(conn, inbound, patient_id, hours, now)

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
                yes=_said_yes(understood.intent, question, inbound),
                media_count=inbound.media_count,
            ),
            at=now,
        )


async def _find_question(conn: Connection, inbound: Inbound, now: datetime) -> OpenQuestion | None:
    """The open one; for a yes or no also one that has run out, so that it is not ignored (S-107)."""
    question = await questions.find_open(conn, inbound.phone)
    if question or read_yes_no(inbound.body) is None:
        return question
    return await questions.find_lately_closed(conn, inbound.phone, now - LATE_ANSWER)


def _said_yes(intent: Intent, question: OpenQuestion | None, inbound: Inbound) -> bool | None:
    if intent is not Intent.ANSWER or question is None:
        return None
    return question.read_yes_no(inbound.body)
