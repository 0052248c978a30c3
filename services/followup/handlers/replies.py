"""Reads what patients text: an answer to a question of ours, late or not, or a correction."""

from datetime import datetime

from services.followup.domain.checkins import Checkin
from services.followup.domain.reading import find_correction, read
from services.followup.domain.reports import FIX_WITHIN, Report
from services.followup.handlers.answers import ask_back_once, note_score
from services.followup.store import checkins, patients, reports
from shared.db import Connection
from shared.events import Received
from shared.events.outreach import Answer
from shared.events.replies import Intent, ReplyReceived
from shared.ids import new_id

# All else is understood by notify, or for a person.
READ = {Intent.ANSWER, Intent.OTHER}


async def read_reply(conn: Connection, received: Received[ReplyReceived], now: datetime) -> None:
    """An explicit correction comes before the open question, as all commands do (S-79b)."""
    reply = received.event
    if reply.intent not in READ or not await patients.lock(conn, reply.patient_id):
        return
    if await reports.has_reply(conn, reply.reply_id):
        return
    if not await _correct(conn, reply, now):
        await _answer(conn, reply, now)


async def _correct(conn: Connection, reply: ReplyReceived, now: datetime) -> bool:
    """FIX 6, within a day of a score (S-84). False when this is none."""
    meant = find_correction(reply.body)
    if meant is None:
        return False
    since = reply.received_at - FIX_WITHIN
    noted = await reports.find_last_score(conn, reply.patient_id, since)
    reading = read(meant, Answer.SCORE, reply.language)
    if noted is None or reading.score is None:
        return False
    report = Report(
        id=new_id(),
        patient_id=reply.patient_id,
        complaint_id=noted.complaint_id,
        checkin_id=noted.checkin_id,
        reply_id=reply.reply_id,
        raw_text=reply.body,
        reading=reading,
        reported_at=noted.reported_at,
        received_at=reply.received_at,
        late=noted.late,
        corrects=noted.id,
    )
    await note_score(conn, report, request_id=None, now=now)
    return True


async def _answer(conn: Connection, reply: ReplyReceived, now: datetime) -> None:
    checkin = await _find_checkin(conn, reply)
    if checkin is None:
        return
    report = _report(reply, checkin)
    if checkin.takes_answer(reply.received_at):
        await _answer_in_time(conn, checkin, report, now)
    elif checkin.takes_late_answer(reply.received_at) and report.reading.score is not None:
        await note_score(conn, report, request_id=checkin.request_id, now=now)


async def _answer_in_time(
    conn: Connection, checkin: Checkin, report: Report, now: datetime
) -> None:
    if report.reading.score is None:
        await ask_back_once(conn, checkin, report, now)
        return
    await checkins.save(conn, [checkin.answer(report.received_at)])
    await note_score(conn, report, request_id=checkin.request_id, now=now)


async def _find_checkin(conn: Connection, reply: ReplyReceived) -> Checkin | None:
    """The question that was open on the phone, unless it is another service's. With none open, the
    last that ran out: a number then may be a late answer (S-88), but to nothing newer (S-89).
    """
    if reply.intent is Intent.ANSWER and reply.question is not None:
        return await checkins.find_by_request(conn, reply.patient_id, reply.question.request_id)
    last = await checkins.find_last_asked(conn, reply.patient_id)
    return last if last and not last.takes_answer(reply.received_at) else None


def _report(reply: ReplyReceived, checkin: Checkin) -> Report:
    return Report(
        id=new_id(),
        patient_id=reply.patient_id,
        complaint_id=checkin.complaint_id,
        checkin_id=checkin.id,
        reply_id=reply.reply_id,
        raw_text=reply.body,
        reading=read(reply.body, Answer.SCORE, reply.language),
        reported_at=reply.received_at,
        received_at=reply.received_at,
        late=not checkin.takes_answer(reply.received_at),
    )
