"""A claimed text, looked at once more with all that is known now, and written down before it goes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.notify.carrier import Outgoing
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.decision import (
    FACT_MISSING_PAUSE,
    WEEK,
    Consent,
    Decision,
    Expire,
    Recipient,
    Retire,
    Situation,
    Wait,
    decide,
)
from services.notify.domain.question import OpenQuestion
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.text import TOLD, Text
from services.notify.handlers.record_text import record
from services.notify.handlers.tasks import open_task
from services.notify.store import alarms, consents, patients, questions, switches, texts, visits
from services.notify.texts import MissingValueError, Texts
from services.notify.texts.values import Reader, asked_values, clinic_values, visit_values
from services.notify.texts.wall_clock import wall_clock
from services.notify.texts.who_words import initial
from shared.clock import Clock
from shared.db import Connection
from shared.events.appointments import Visit, VisitStatus
from shared.events.messages import TextState
from shared.ids import new_id

# What could not be said of a visit by text is said by phone (S-67).
CALL_INSTEAD = frozenset({"opted_out", "number_unusable"})


@dataclass(frozen=True)
class Rules:
    hours: TextingHours
    allowed: AllowedPhones
    clinic_zone: ZoneInfo  # for a patient whose visits are not known


class PrepareText:
    """`lease`: how long a text may stay in `sending` before somebody asks what became of it."""

    def __init__(self, clock: Clock, rules: Rules, words: Texts, lease: timedelta) -> None:
        self._clock = clock
        self._rules = rules
        self._words = words
        self._lease = lease

    async def __call__(self, conn: Connection, claimed: Text) -> Outgoing | None:
        """None when it must not go, not yet, or is somebody else's by now."""
        patient = await patients.find(conn, claimed.patient_id)
        recipient = patient.recipient() if patient else None
        if recipient and recipient.phone:
            await patients.lock_phone(conn, recipient.phone)
        text = await texts.lock(conn, claimed.text_id)
        if text.state is not TextState.CLAIMED or text.version != claimed.version:
            return None
        now = self._clock.now()
        visit = await _visit(conn, text)
        situation = await self._situation(conn, text, recipient, visit, now)
        verdict = decide(text, situation, self._rules.hours, now)
        return await self._carry_out(conn, text, verdict, recipient, visit, now)

    async def _situation(
        self,
        conn: Connection,
        text: Text,
        recipient: Recipient | None,
        visit: Visit | None,
        now: datetime,
    ) -> Situation:
        zone = ZoneInfo(visit.location.time_zone) if visit else self._rules.clinic_zone
        if recipient is None or recipient.phone is None:
            return Situation(visit, recipient, Consent(False, frozenset()), False, zone)
        phone = recipient.phone
        question = await questions.find_open(conn, phone)
        return Situation(
            visit=visit,
            recipient=recipient,
            consent=await consents.get_current(conn, phone, recipient.patient_id),
            allowed_phone=self._rules.allowed.include(phone),
            clinic_zone=zone,
            recent=await texts.list_clinic_started(conn, phone, now - WEEK),
            questioned=question.patient_id if question else None,
            unusable_phone=await switches.is_unusable(conn, phone),
            switch=await switches.find_kind(conn, text.kind),
            safety_answered=await alarms.is_answered(conn, text.in_reply_to)
            if text.in_reply_to
            else False,
        )

    async def _carry_out(
        self,
        conn: Connection,
        text: Text,
        verdict: Decision,
        recipient: Recipient | None,
        visit: Visit | None,
        now: datetime,
    ) -> Outgoing | None:
        match verdict:
            case Wait(until, why):
                await record(conn, text.wait(until, why), now)
            case Retire(why):
                await record(conn, text.retire(why), now)
                if why in CALL_INSTEAD and text.appointment_id:
                    await open_task(
                        conn,
                        "call_instead",
                        text.patient_id,
                        now,
                        appointment_id=text.appointment_id,
                    )
            case Expire(why):
                await record(conn, text.expire(why), now)
            case _:
                assert recipient  # noqa: S101 - nothing is sent to nobody
                return await self._write(conn, text, recipient, visit, now)
        return None

    async def _write(
        self,
        conn: Connection,
        text: Text,
        recipient: Recipient,
        visit: Visit | None,
        now: datetime,
    ) -> Outgoing | None:
        values = await self._values(conn, text, recipient, visit, now)
        try:
            written = self._words.write(_template(text, visit), recipient.language, values)
        except MissingValueError:
            await record(conn, text.wait(now + FACT_MISSING_PAUSE, "visit_unknown"), now)
            return None
        phone = recipient.phone or ""
        sending = text.start_sending(
            attempt_id=new_id(),
            phone=phone,
            body=written.body,
            segments=written.segments,
            now=now,
            lease_until=now + self._lease,
        )
        await record(conn, sending, now)
        await _ask(conn, sending, phone, now)
        assert sending.attempt_id  # noqa: S101 - just given
        return Outgoing(
            text.text_id, sending.attempt_id, phone, written.body, text.expires_at - now
        )

    async def _values(
        self,
        conn: Connection,
        text: Text,
        recipient: Recipient,
        visit: Visit | None,
        now: datetime,
    ) -> dict[str, str]:
        """Of the visit, or for who has none the clinic's; what was asked for comes before both."""
        location = visit.location if visit else await visits.find_location(conn, text.patient_id)
        zone = ZoneInfo(location.time_zone) if location else self._rules.clinic_zone
        clinic = clinic_values(location) if location else {}
        known = visit_values(visit, recipient.zone, recipient.language) if visit else clinic
        reader = Reader(recipient.language, recipient.zone, zone)
        return {
            **known,
            **await _whose(conn, recipient),
            **asked_values(text.template_values, reader, now),
            **_as_they_know_it(text, reader),
        }


async def _whose(conn: Connection, recipient: Recipient) -> dict[str, str]:
    """On a shared phone, by an initial, whose answer it was (S-90)."""
    holders = await patients.list_by_phone(conn, recipient.phone or "")
    mine = [holder for holder in holders if holder.patient_id == recipient.patient_id]
    return {"whose": initial(mine[0].first_name)} if mine and len(holders) > 1 else {}


def _as_they_know_it(text: Text, reader: Reader) -> dict[str, str]:
    """A visit that was moved and then cancelled before the patient heard of it is cancelled as they
    know it.
    """
    told = text.template_values.get(TOLD)
    if text.kind != "cancelled" or told is None:
        return {}
    starts_at = datetime.fromisoformat(told.partition(" ")[0])
    clinic, own = reader.clinic_zone, reader.zone
    return {"when": wall_clock(starts_at, clinic, reader_zone=own, language=reader.language)}


def _template(text: Text, visit: Visit | None) -> str:
    """A visit that is confirmed is not asked to be (S-70)."""
    confirmed = visit is not None and visit.status is VisitStatus.CONFIRMED
    return "reminder_confirmed" if text.kind == "reminder" and confirmed else text.kind


async def _visit(conn: Connection, text: Text) -> Visit | None:
    if text.appointment_id:
        return await visits.find(conn, text.appointment_id)
    return await visits.find_latest_of(conn, text.patient_id)


async def _ask(conn: Connection, text: Text, phone: str, now: datetime) -> None:
    """The question is open before the carrier has it: the answer may be quicker than we are."""
    if text.expects and text.request_id:
        await questions.open_for(
            conn,
            OpenQuestion(
                text.text_id, phone, text.patient_id, text.request_id, text.kind, text.expects, now
            ),
        )
