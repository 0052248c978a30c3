"""A patient says what they noticed after a treatment: coded, and followed by what its grade asks."""

from dataclasses import replace
from datetime import datetime

from services.followup.domain.checkins import Checkin
from services.followup.domain.questions import Ask
from services.followup.domain.reading import ReactionKind, read_reaction
from services.followup.domain.reports import Reaction
from services.followup.domain.rules import judge_reaction
from services.followup.handlers.facts import answer_text, safety_text, withdrawn
from services.followup.handlers.findings import record_findings
from services.followup.store import checkins, reactions, visits
from shared import outbox
from shared.db import Connection
from shared.events.alerts import Grade
from shared.events.checkins import ReactionReported
from shared.events.replies import ReplyReceived
from shared.ids import new_id

RECHECKED = "day_3"


async def note_reaction(
    conn: Connection, checkin: Checkin, reply: ReplyReceived, now: datetime
) -> None:
    reaction = Reaction(
        id=new_id(),
        patient_id=reply.patient_id,
        checkin_id=checkin.id,
        reply_id=reply.reply_id,
        raw_text=reply.body,
        reading=read_reaction(reply.body),
        reported_at=reply.received_at,
    )
    await reactions.add(conn, reaction)
    await checkins.save(conn, [checkin.answer(reply.received_at)])
    reported = _reported(reaction, checkin)
    await outbox.add(conn, reported, *withdrawn(checkin, "answered"), at=now)
    flags = await visits.get_flags(conn, checkin.appointment_id)
    if finding := judge_reaction(reaction.reading, flags):
        found = replace(finding, reply_id=reply.reply_id)
        await record_findings(conn, reply.patient_id, [found], now)
    if reaction.reading.grade is Grade.YELLOW:
        await _recheck(conn, checkin)
    await _answer(conn, reaction, now)


async def _recheck(conn: Connection, checkin: Checkin) -> None:
    """A mild one is asked about once more on day 3 (CLINIC.md D.4)."""
    later = await checkins.find_planned(conn, checkin.patient_id, checkin.appointment_id, RECHECKED)
    if later:
        await checkins.save(conn, [later.also_ask(Ask.REACTION)])


async def _answer(conn: Connection, reaction: Reaction, now: datetime) -> None:
    grade, patient_id, reply_id = reaction.reading.grade, reaction.patient_id, reaction.reply_id
    text = (
        safety_text(patient_id, reply_id, grade, now)
        if grade in {Grade.RED, Grade.ORANGE}
        else answer_text(patient_id, reply_id, "answer_noted", {}, now)
    )
    await outbox.add(conn, text, at=now)


def _reported(reaction: Reaction, checkin: Checkin) -> ReactionReported:
    reading = reaction.reading
    return ReactionReported(
        patient_id=reaction.patient_id,
        reaction_id=str(reaction.id),
        checkin_id=str(checkin.id),
        appointment_id=checkin.appointment_id,
        reply_id=reaction.reply_id,
        grade=reading.grade,
        signs=reading.signs,
        unclear=reading.kind is ReactionKind.UNCLEAR,
        reported_at=reaction.reported_at,
    )
