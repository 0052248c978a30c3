"""Reads what patients text: a correction, a score of their own, an answer in time or late."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from services.followup.domain.checkins import Checkin
from services.followup.domain.questions import Ask, asked_by
from services.followup.domain.reading import Reason, find_correction, read
from services.followup.domain.reports import FIX_WITHIN
from services.followup.handlers.answers import note_score, take_answer
from services.followup.handlers.drafts import draft
from services.followup.handlers.judging import judge_help_text
from services.followup.handlers.unasked import ask_back_bare_number, confirm_number, note_started
from services.followup.store import checkins, patients, reports
from shared import outbox
from shared.db import Connection
from shared.events import Received
from shared.events.checkins import AnswerUnclear
from shared.events.outreach import Answer
from shared.events.replies import Intent, ReplyReceived

# All else is understood by notify, or for a person.
READ = {Intent.ANSWER, Intent.OTHER}


async def read_reply(conn: Connection, received: Received[ReplyReceived], now: datetime) -> None:
    reply = received.event
    if not await patients.lock(conn, reply.patient_id):
        return
    if await reports.has_reply(conn, reply.reply_id):
        return
    if reply.intent is Intent.HELP:
        await judge_help_text(conn, reply, now)
    elif reply.intent in READ:
        await _read(conn, reply, now)


async def _read(conn: Connection, reply: ReplyReceived, now: datetime) -> None:
    """Commands come before the open question, and that before everything else (S-79b)."""
    for reader in READERS:
        if await reader(conn, reply, now):
            return


async def _correct(conn: Connection, reply: ReplyReceived, now: datetime) -> bool:
    """FIX 6, within a day of a score (S-84)."""
    meant = find_correction(reply.body)
    if meant is None:
        return False
    since = reply.received_at - FIX_WITHIN
    noted = await reports.find_last_score(conn, reply.patient_id, since)
    reading = read(meant, Answer.SCORE, reply.language)
    if noted is None or reading.score is None:
        return False
    report = draft(
        reply,
        reading,
        complaint_id=noted.complaint_id,
        checkin_id=noted.checkin_id,
        reported_at=noted.reported_at,
        late=noted.late,
        corrects=noted.id,
        source=noted.source,
    )
    await note_score(conn, report, request_id=None, now=now)
    return True


async def _answer(conn: Connection, reply: ReplyReceived, now: datetime) -> bool:
    """The question that was open on the phone, if it is ours and still open here."""
    if reply.intent is not Intent.ANSWER or reply.question is None:
        return False
    checkin = await _find_asked(conn, reply)
    if checkin is None or not checkin.takes_answer(reply.received_at):
        return False
    await take_answer(conn, checkin, reply, now)
    return True


async def _answer_late(conn: Connection, reply: ReplyReceived, now: datetime) -> bool:
    """With nothing open, a number may be a late answer to what ran out last (S-88), but to nothing
    newer.
    """
    if reply.question and asked_by(reply.question.request_id) is None:
        return False
    checkin = await checkins.find_last_asked(conn, reply.patient_id)
    if checkin is None or checkin.asks[0] is not Ask.SCORE:
        return False
    reading = read(reply.body, Answer.SCORE, reply.language)
    if not checkin.takes_late_answer(reply.received_at) or reading.score is None:
        return False
    report = draft(
        reply, reading, complaint_id=checkin.complaint_id, checkin_id=checkin.id, late=True
    )
    await note_score(conn, report, request_id=checkin.request_id, now=now)
    return True


async def _leave_mending_to_staff(conn: Connection, reply: ReplyReceived, now: datetime) -> bool:
    """FIX 11: what should be noted instead cannot be."""
    if reply.question or find_correction(reply.body) is None:
        return False
    unclear = AnswerUnclear(
        patient_id=reply.patient_id,
        checkin_id=None,
        reply_id=reply.reply_id,
        reason=Reason.DOUBTFUL,
        asked_again=False,
    )
    await outbox.add(conn, unclear, at=now)
    return True


async def _find_asked(conn: Connection, reply: ReplyReceived) -> Checkin | None:
    """None when it is another service's, or one of ours that was answered in the meantime."""
    request = asked_by(reply.question.request_id) if reply.question else None
    if request is None:
        return None
    checkin_id, ask = request
    checkin = await checkins.find(conn, reply.patient_id, checkin_id)
    return checkin if checkin and checkin.asking is (ask or checkin.asks[0]) else None


READERS: tuple[Callable[[Connection, ReplyReceived, datetime], Awaitable[bool]], ...] = (
    _correct,
    note_started,
    _answer,
    confirm_number,
    _answer_late,
    ask_back_bare_number,
    _leave_mending_to_staff,
)
