"""Claimed texts, looked at once more with all that is known now, and written down before they go."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.domain.decision import (
    FACT_MISSING_PAUSE,
    Expire,
    Recipient,
    Retire,
    Send,
    SendByEmail,
    Wait,
    decide,
)
from services.notify.domain.mailing import second_channel
from services.notify.domain.question import OpenQuestion
from services.notify.domain.text import Text
from services.notify.handlers.merging import merged_template, spare_others
from services.notify.handlers.record_text import record_all, record_sending
from services.notify.handlers.situations import Known, Rules, learn
from services.notify.handlers.tasks import open_task
from services.notify.handlers.words import Words
from services.notify.store import patients, questions, texts
from services.notify.store.merges import Beside
from services.notify.store.texts import Move
from services.notify.texts import MissingValueError, Texts
from shared.clock import Clock
from shared.db import Connection
from shared.events.appointments import Visit, VisitStatus
from shared.events.messages import Channel, TextState
from shared.ids import new_id

# What could not be said of a visit by text is said by phone; to who opted out, also where an
# e-mail says it (S-67).
OPTED_OUT = "opted_out"
CALL_INSTEAD = frozenset({OPTED_OUT, "number_unusable"})


class PrepareText:
    """`lease`: how long a text may stay in `sending` before somebody asks what became of it."""

    def __init__(self, clock: Clock, rules: Rules, words: Words, lease: timedelta) -> None:
        self._clock = clock
        self._rules = rules
        self._words = words
        self._lease = lease

    async def __call__(self, conn: Connection, claimed: Sequence[Text]) -> list[Text]:
        """Without those that must not go, not yet, or are somebody else's by now."""
        known = await patients.find_all(conn, [text.patient_id for text in claimed])
        recipients = {patient_id: patient.recipient() for patient_id, patient in known.items()}
        await patients.lock_phones(conn, [r.phone for r in recipients.values() if r.phone])
        mine = await texts.lock_claimed(conn, claimed)
        ready: list[Text] = []
        spared: set[UUID] = set()
        for due in one_a_phone(mine, recipients):
            still = [text for text in due if text.text_id not in spared]
            ready += await self._prepare(conn, still, recipients, spared)
        return ready

    async def _prepare(
        self,
        conn: Connection,
        due: Sequence[Text],
        recipients: Mapping[str, Recipient],
        spared: set[UUID],
    ) -> list[Text]:
        """Adds to `spared` what need not go because another text says it too."""
        now = self._clock.now()
        known = await learn(conn, due, recipients, self._rules, now)
        words = await self._words.current(conn)
        moves = [self._decide(text, known, words, now) for text in due]
        going = [move.text for move in moves if move.text.state is TextState.SENDING]
        await record_sending(conn, going, now)
        await record_all(conn, [m for m in moves if m.text.state is not TextState.SENDING], now)
        for move in moves:
            await _follow(conn, move.text, now)
        for text in going:
            spared.update(await spare_others(conn, text, known.beside_of(text), now))
        return going

    def _decide(self, text: Text, known: Known, words: Texts, now: datetime) -> Move:
        situation = known.situation_of(text)
        verdict = decide(text, situation, self._rules.hours, now)
        match second_channel(text, verdict, known.mailbox_of(text)):
            case Wait(until, why):
                return Move(text.wait(until, why), why)
            case Retire(why):
                return Move(text.retire(why), why)
            case Expire(why):
                return Move(text.expire(why), why)
            case SendByEmail(why):
                return Move(text.turn_to_email(now, why), why)
            case Send():
                assert situation.recipient  # noqa: S101 - nothing is sent to nobody
                return self._write(text, situation.recipient, known, words, now)

    def _write(
        self, text: Text, recipient: Recipient, known: Known, words: Texts, now: datetime
    ) -> Move:
        template = _template(text, known.visit_of(text), known.beside_of(text))
        values = known.values_of(text, recipient, now)
        try:
            written = words.write(template, recipient.language, values)
        except MissingValueError:
            why = "visit_unknown"
            return Move(text.wait(now + FACT_MISSING_PAUSE, why), why)
        sending = text.start_sending(
            attempt_id=new_id(),
            phone=recipient.phone or "",
            body=written.body,
            segments=written.segments,
            template=written.template,
            now=now,
            lease_until=now + self._lease,
        )
        return Move(sending)


def one_a_phone(
    due: Sequence[Text], recipients: Mapping[str, Recipient]
) -> Iterator[Sequence[Text]]:
    """In rounds, each with one text for a phone at most: what goes to it counts for the next."""
    rounds: list[list[Text]] = []
    before: dict[str, int] = {}
    for text in due:
        recipient = recipients.get(text.patient_id)
        phone = (recipient and recipient.phone) or text.patient_id
        number = before.get(phone, 0)
        before[phone] = number + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(text)
    yield from rounds


async def _follow(conn: Connection, text: Text, now: datetime) -> None:
    """What else a decision sets off."""
    if text.state is TextState.SENDING:
        await _ask(conn, text, now)
    untold = text.state is TextState.RETIRED and text.reason in CALL_INSTEAD
    told_by_email = text.channel is Channel.EMAIL and text.reason == OPTED_OUT
    if (untold or told_by_email) and text.appointment_id:
        await open_task(
            conn, "call_instead", text.patient_id, now, appointment_id=text.appointment_id
        )


async def _ask(conn: Connection, text: Text, now: datetime) -> None:
    """The question is open before the carrier has it: the answer may be quicker than we are."""
    if text.expects and text.request_id and text.phone:
        await questions.open_for(
            conn,
            OpenQuestion(
                text.text_id,
                text.phone,
                text.patient_id,
                text.request_id,
                text.kind,
                text.expects,
                now,
            ),
        )


def _template(text: Text, visit: Visit | None, beside: Sequence[Beside]) -> str:
    """A visit that is confirmed is not asked to be (S-70)."""
    if visit and beside:
        return merged_template(visit, beside)
    confirmed = visit is not None and visit.status is VisitStatus.CONFIRMED
    return "reminder_confirmed" if text.kind == "reminder" and confirmed else text.kind
