"""What follows from an answer: it is noted, the next question asked; doubt is asked back once."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.followup.domain.checkins import Checkin, State
from services.followup.domain.questions import PEG, WORDINGS, Ask
from services.followup.domain.reading import Reading, ReadingKind, read, read_days
from services.followup.domain.reports import Report
from services.followup.handlers.drafts import draft
from services.followup.handlers.facts import answer_text, next_question, safety_text, withdrawn
from services.followup.handlers.judging import judge_report
from services.followup.handlers.measures import pain_days_reported, pain_reported, peg_scored
from services.followup.handlers.noticed import note_reaction
from services.followup.store import calls, checkins, complaints, reports
from services.followup.store.calls import Call
from services.followup.store.complaints import Complaint
from shared import outbox
from shared.db import Connection
from shared.events import Event
from shared.events.alerts import Grade
from shared.events.checkins import AnswerUnclear
from shared.events.outreach import Answer
from shared.events.replies import ReplyReceived
from shared.ids import new_id

# A question of this week may be the one that an answer is meant for.
LATELY = timedelta(days=7)


async def take_answer(
    conn: Connection, checkin: Checkin, reply: ReplyReceived, now: datetime
) -> None:
    if checkin.asking is Ask.REACTION:
        await note_reaction(conn, checkin, reply, now)
        return
    report = draft(
        reply,
        _reading(checkin.asking, reply),
        complaint_id=checkin.complaint_id,
        checkin_id=checkin.id,
        ask=checkin.asking,
    )
    if report.reading.score is None:
        await _ask_back_once(conn, checkin, report, now)
    elif checkin.asking is Ask.SCORE:
        await _take_score(conn, checkin, report, now)
    else:
        await _take_item(conn, checkin, report, now)


async def note_score(
    conn: Connection, report: Report, *, request_id: str | None, now: datetime
) -> None:
    """Outside a sequence. `request_id` is the question that this closes."""
    danger = await record_score(conn, report, request_id, now)
    score = {"score": str(report.reading.score)}
    text = (
        safety_text(report.patient_id, report.reply_id, danger, now)
        if danger
        else answer_text(report.patient_id, report.reply_id, "score_noted", score, now)
    )
    await outbox.add(conn, text, at=now)


async def _take_score(conn: Connection, checkin: Checkin, report: Report, now: datetime) -> None:
    danger = await record_score(conn, report, checkin.request_id, now)
    answered = checkin.finish(now) if danger else checkin.answer(report.received_at)
    await checkins.save(conn, [answered])
    nudge = [w for w in withdrawn(checkin, "answered") if w.request_id == checkin.nudge_id]
    await outbox.add(conn, *nudge, at=now)
    if danger:
        text = safety_text(report.patient_id, report.reply_id, danger, now)
        await outbox.add(conn, text, at=now)
    else:
        said = await _echo(conn, checkin, report)
        await _go_on(conn, answered, report, "score_noted", said, now)


async def _echo(conn: Connection, checkin: Checkin, report: Report) -> dict[str, str]:
    """What was noted; and for which day, where an older question is without an answer (S-88)."""
    said = {"score": str(report.reading.score)}
    asked_at = checkin.asked_at
    if asked_at and await checkins.has_unanswered_before(conn, checkin, asked_at - LATELY):
        said["asked_day_at"] = asked_at.isoformat()
    return said


async def _take_item(conn: Connection, checkin: Checkin, report: Report, now: datetime) -> None:
    """Of the PEG, or the days with pain."""
    await reports.add(conn, report)
    answered = checkin.answer(report.received_at)
    await checkins.save(conn, [answered])
    measured: list[Event] = []
    if checkin.asking is Ask.PAIN_DAYS:
        measured.append(pain_days_reported(report))
    elif checkin.asking is PEG[-1]:
        peg = await reports.get_peg(conn, checkin.id)
        measured.append(peg_scored(peg, checkin.patient_id, checkin.complaint_id, checkin.id))
    await outbox.add(conn, *measured, *withdrawn(checkin, "answered"), at=now)
    await _go_on(conn, answered, report, "answer_noted", {}, now)


async def _go_on(
    conn: Connection,
    checkin: Checkin,
    report: Report,
    thanks: str,
    values: dict[str, str],
    now: datetime,
) -> None:
    """The next question, which gives thanks for the last answer; after the last one, thanks."""
    text = (
        next_question(checkin, report.reply_id, values, now)
        if checkin.state is State.ASKED
        else answer_text(report.patient_id, report.reply_id, thanks, values, now)
    )
    await outbox.add(conn, text, at=now)


async def record_score(
    conn: Connection, report: Report, request_id: str | None, now: datetime
) -> Grade | None:
    """The grade of a grave sign that its words name: then no thanks are due, and nothing more is
    asked (S-83).
    """
    complaint = await _find_complaint(conn, report)
    report = replace(report, complaint_id=complaint.complaint_id if complaint else None)
    await reports.add(conn, report)
    await calls.finish_answered(conn, report.patient_id, now)
    await outbox.add(conn, pain_reported(report, complaint, request_id), at=now)
    findings = await judge_report(conn, report, now)
    return next((f.grade for f in findings if f.rule == "sign_in_words"), None)


async def _ask_back_once(conn: Connection, checkin: Checkin, report: Report, now: datetime) -> None:
    """The question stays open. What is no answer is for staff and is not asked back (S-80); nor
    is a second unreadable one, which somebody telephones about (S-85).
    """
    await reports.add(conn, report)
    answers = report.reading.kind is not ReadingKind.NOT_AN_ANSWER
    again = answers and checkin.clarified_at is None
    await outbox.add(conn, _unclear(checkin, report, again), at=now)
    await judge_report(conn, report, now)
    if answers and not again:
        call = Call(new_id(), report.patient_id, checkin.id, "unreadable", now)
        await calls.add(conn, call)
    changed = checkin.clarify(now) if again else checkin
    if report.reading.kind is ReadingKind.RANGE and checkin.asking is Ask.SCORE:
        changed = changed.keep_range(report.received_at)
    await checkins.save(conn, [changed])
    if again:
        kind = WORDINGS[checkin.asking].clarifies or ""
        text = answer_text(report.patient_id, report.reply_id, kind, {}, now)
        await outbox.add(conn, text, at=now)


async def _find_complaint(conn: Connection, report: Report) -> Complaint | None:
    """The check-in's own; if it was planned before the intake arrived, the patient's."""
    return await complaints.find(conn, report.complaint_id) or await complaints.find_latest(
        conn, report.patient_id
    )


def _reading(ask: Ask, reply: ReplyReceived) -> Reading:
    if ask is Ask.PAIN_DAYS:
        return read_days(reply.body, reply.language)
    return read(reply.body, Answer.SCORE, reply.language)


def _unclear(checkin: Checkin, report: Report, again: bool) -> AnswerUnclear:
    return AnswerUnclear(
        patient_id=report.patient_id,
        checkin_id=str(checkin.id),
        reply_id=report.reply_id,
        reason=report.reading.reason or "",
        asked_again=again,
    )
