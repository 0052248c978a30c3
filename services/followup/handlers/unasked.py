"""What patients say without having been asked: "PAIN 8" at any time; a bare number is asked about."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.followup.domain.questions import Ask
from services.followup.domain.reading import (
    Reading,
    ReadingKind,
    Reason,
    find_bare_number,
    find_started,
    read,
    says_yes,
)
from services.followup.domain.reports import Source
from services.followup.domain.rules import SEVERE_SCORE
from services.followup.handlers.answers import note_score
from services.followup.handlers.drafts import draft
from services.followup.handlers.facts import answer_text
from services.followup.handlers.judging import judge_report
from services.followup.store import checkins, complaints, reports
from shared import outbox
from shared.db import Connection
from shared.events import Event
from shared.events.checkins import AnswerUnclear
from shared.events.outreach import Answer, TextWithdrawn
from shared.events.replies import Intent, ReplyReceived

ASKED_BACK = "is_that_score"
# The same number again within this time is the same answer, sent twice.
SENT_TWICE = timedelta(hours=1)


async def note_started(conn: Connection, reply: ReplyReceived, now: datetime) -> bool:
    """PAIN 8 (S-89). While a score is being asked for it is the answer to that."""
    said = find_started(reply.body)
    if said is None or await _is_asked_for_score(conn, reply):
        return False
    reading = read(said, Answer.SCORE, reply.language)
    if reading.kind not in {ReadingKind.SCORE, ReadingKind.RANGE, ReadingKind.OUT_OF_RANGE}:
        return False
    complaint = await complaints.find_latest(conn, reply.patient_id)
    report = draft(
        reply,
        reading,
        complaint_id=complaint.complaint_id if complaint else None,
        source=Source.PATIENT,
    )
    if reading.score is not None:
        await note_score(conn, report, request_id=None, now=now)
        return True
    await reports.add(conn, report)
    await judge_report(conn, report, now)
    text = answer_text(reply.patient_id, reply.reply_id, "score_clarify", {}, now)
    await outbox.add(conn, text, at=now)
    return True


async def ask_back_bare_number(conn: Connection, reply: ReplyReceived, now: datetime) -> bool:
    """ "Is that today's 0-10?" A bad one is a case meanwhile: alarms do not wait for the answer."""
    number = find_bare_number(reply.body)
    if number is None or reply.question:
        return False
    asked = await checkins.find_asked(conn, reply.patient_id)
    if asked and asked.sent_at:
        return False
    last = await reports.find_last_score(conn, reply.patient_id, reply.received_at - SENT_TWICE)
    if last and last.reading.score == number:
        return False
    unconfirmed = Reading(ReadingKind.UNCLEAR, reason=Reason.UNASKED, words=reply.body)
    report = draft(reply, unconfirmed, source=Source.PATIENT)
    await reports.add(conn, report)
    if number >= SEVERE_SCORE:
        await judge_report(conn, replace(report, reading=_score(number)), now)
    await outbox.add(conn, *_is_that_it(reply, number, now), at=now)
    return True


async def confirm_number(conn: Connection, reply: ReplyReceived, now: datetime) -> bool:
    """Yes to "is that today's 0-10?", or a number once more, which notify takes for no yes: noted
    at the time it was said.
    """
    asked = reply.question
    owner, _, first_reply_id = asked.request_id.partition(":") if asked else ("", "", "")
    again = read(reply.body, Answer.SCORE, reply.language).score
    answered = reply.intent is Intent.ANSWER or again is not None
    if owner != ASKED_BACK or asked is None or not answered:
        return False
    said = await reports.find_by_reply(conn, reply.patient_id, first_reply_id)
    number = find_bare_number(said.raw_text) if said else None
    closed = TextWithdrawn(
        patient_id=reply.patient_id, request_id=asked.request_id, reason="answered"
    )
    await outbox.add(conn, closed, at=now)
    if said is None or number is None or not (says_yes(reply.body) or again is not None):
        return True
    complaint = await complaints.find_latest(conn, reply.patient_id)
    report = draft(
        reply,
        _score(number if again is None else again),
        complaint_id=complaint.complaint_id if complaint else None,
        reported_at=said.reported_at,
        source=Source.PATIENT,
    )
    await note_score(conn, report, request_id=asked.request_id, now=now)
    return True


async def _is_asked_for_score(conn: Connection, reply: ReplyReceived) -> bool:
    asked = await checkins.find_asked(conn, reply.patient_id)
    answers = reply.intent is Intent.ANSWER
    return answers and asked is not None and asked.asking is Ask.SCORE


def _score(number: int) -> Reading:
    return Reading(ReadingKind.SCORE, number, number)


def _is_that_it(reply: ReplyReceived, number: int, now: datetime) -> list[Event]:
    unclear = AnswerUnclear(
        patient_id=reply.patient_id,
        checkin_id=None,
        reply_id=reply.reply_id,
        reason=Reason.UNASKED,
        asked_again=True,
    )
    values = {"score": str(number)}
    ask = answer_text(
        reply.patient_id, reply.reply_id, ASKED_BACK, values, now, expects=Answer.YES_NO
    )
    return [unclear, ask]
