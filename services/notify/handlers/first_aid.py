"""A sign of danger in a patient's text: saved, answered and told to whoever is on call, all in the
webhook's own transaction. Needs PostgreSQL and the carrier, and nothing else (S-114, S-119b).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from services.notify.domain.reactions import is_reaction
from services.notify.domain.red_flags import Finding, Grade, WordList, scan
from services.notify.domain.stranger import Stranger
from services.notify.domain.text import Text
from services.notify.handlers.fixed_texts import fixed_text
from services.notify.handlers.record_text import plan
from services.notify.store import alarms, consents, patients, questions, staff_phones, visits
from services.notify.store.alarms import Alarm
from services.notify.store.inbounds import Inbound
from shared import outbox
from shared.db import Connection
from shared.events.replies import RedFlagSeen

log = structlog.get_logger()

# A machine that answers our texts with words like these must not be answered for ever (S-77).
MOST_ANSWERS_AN_HOUR = 5
HOUR = timedelta(hours=1)
URGENT_LIFE = timedelta(hours=2)

SAFETY_KINDS = frozenset({"safety", "safety_crisis"})
ON_CALL, ON_CALL_UNREACHABLE = "on_call", "on_call_call_now"


@dataclass(frozen=True)
class FirstAid:
    """`clinic_phone` is for a stranger, whose clinic is not known."""

    lists: Sequence[WordList]
    stranger: Stranger
    clinic_phone: str

    def find_danger(self, body: str) -> Finding | None:
        """A tap on a text of ours quotes our words, not the patient's."""
        return None if is_reaction(body) else scan(body, self.lists)

    async def __call__(self, conn: Connection, inbound: Inbound, now: datetime) -> None:
        """The phone must be locked. `now` may be long after a text whose webhook never came."""
        finding = self.find_danger(inbound.body)
        if finding is None:
            return
        alarm = await raise_alarm(conn, inbound, finding, self.stranger)
        answered = await alarms.count_answered_since(conn, inbound.phone, now - HOUR)
        if alarm.at_once and answered <= MOST_ANSWERS_AN_HOUR:
            await self._answer(conn, alarm, finding, now)
            await tell_on_call(conn, alarm, now)

    async def _answer(self, conn: Connection, alarm: Alarm, finding: Finding, at: datetime) -> None:
        """Also to a phone that opted out: it answers the patient, and the carrier has the last
        word. "Our team has been alerted" is true because the alarm is in this transaction.
        """
        visit = await visits.find_latest_of(conn, alarm.patient_ids[0])
        values = {
            "language": finding.language,
            "phone": visit.location.phone if visit else self.clinic_phone,
        }
        kind = "safety_crisis" if finding.grade is Grade.CRISIS else "safety"
        await plan(conn, _urgent(kind, alarm.phone, alarm, values, at), finding.grade, at)


async def raise_alarm(
    conn: Connection, inbound: Inbound, finding: Finding, stranger: Stranger
) -> Alarm:
    alarm = Alarm(
        reply_id=inbound.reply_id,
        phone=inbound.phone,
        patient_ids=await _who_may_have_written(conn, inbound.phone, stranger),
        grade=finding.grade,
        signs=list(finding.signs),
        word_list_version=finding.word_list_version,
        at_once=finding.at_once,
        seen_at=inbound.received_at,
        can_be_texted=not await consents.is_stopped(conn, inbound.phone),
    )
    await alarms.add(conn, alarm)
    await _publish(conn, alarm, alarm.can_be_texted, inbound.received_at)
    log.warning("alarm.raised", reply_id=str(alarm.reply_id), kind=alarm.grade)
    return alarm


async def note_unreachable(conn: Connection, safety_text: Text, at: datetime) -> None:
    """The carrier will not bring the safety text: somebody must call (S-114)."""
    assert safety_text.in_reply_to  # noqa: S101 - it answers a reply
    alarm = await alarms.find(conn, UUID(safety_text.in_reply_to))
    if alarm is None or not alarm.can_be_texted:
        return
    await alarms.mark_unreachable(conn, alarm.reply_id)
    await _publish(conn, alarm, False, at)
    await tell_on_call(conn, replace(alarm, can_be_texted=False), at)


async def tell_on_call(conn: Connection, alarm: Alarm, at: datetime) -> None:
    """Without a name or a word of the patient: these are for the dashboard."""
    kind = ON_CALL if alarm.can_be_texted else ON_CALL_UNREACHABLE
    phones = await staff_phones.list_on_call(conn)
    if not phones:
        log.error("alarm.nobody_on_call", reply_id=str(alarm.reply_id))
    for phone in phones:
        values = {"language": "en", "grade": alarm.grade.upper()}
        await plan(conn, _urgent(kind, phone, alarm, values, at), alarm.grade, at)


async def _who_may_have_written(conn: Connection, phone: str, stranger: Stranger) -> list[str]:
    if question := await questions.find_open(conn, phone):
        return [question.patient_id]
    holders = [patient.patient_id for patient in await patients.list_by_phone(conn, phone)]
    return holders or [stranger(phone)]


async def _publish(conn: Connection, alarm: Alarm, can_be_texted: bool, at: datetime) -> None:
    for patient_id in alarm.patient_ids:
        seen = RedFlagSeen(
            patient_id=patient_id,
            reply_id=str(alarm.reply_id),
            grade=alarm.grade,
            signs=tuple(alarm.signs),
            word_list_version=alarm.word_list_version,
            seen_at=alarm.seen_at,
            can_be_texted=can_be_texted,
        )
        await outbox.add(conn, seen, at=at)


def _urgent(kind: str, phone: str, alarm: Alarm, values: dict[str, str], at: datetime) -> Text:
    return fixed_text(
        kind,
        phone,
        alarm.patient_ids[0],
        reply_id=str(alarm.reply_id),
        values=values,
        at=at,
        life=URGENT_LIFE,
    )
