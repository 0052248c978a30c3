"""Claimed e-mails, looked at once more with all that is known now, and written down before they go."""

from collections import Counter
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.carrier import OutgoingMail
from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.decision import (
    FACT_MISSING_PAUSE,
    Expire,
    Recipient,
    Retire,
    SendByEmail,
    Wait,
)
from services.notify.domain.mailing import DAY, MailSituation, decide_mail
from services.notify.domain.text import Text
from services.notify.domain.unsubscribe import StopLinks
from services.notify.handlers.compose_mail import outgoing_mail, write_mail
from services.notify.handlers.record_text import record
from services.notify.handlers.situations import Known, Rules, learn
from services.notify.handlers.tasks import open_task
from services.notify.handlers.words import Words
from services.notify.store import mail_consents, patients, switches, texts
from services.notify.texts import MissingValueError, Texts
from shared.clock import Clock
from shared.db import Connection
from shared.events.messages import TextState
from shared.ids import new_id

# The switch that holds all e-mails, whatever their kind.
ALL_EMAILS = "email"
# Why an e-mail that did not go leaves somebody untold.
CALL_INSTEAD = frozenset({"email_off", "no_email_consent", "email_unusable", "emails_stopped"})


@dataclass(frozen=True)
class MailRules:
    """`allowed`: addresses this installation may write to. `off`: there is no mail server."""

    allowed: AllowedPhones
    stop_links: StopLinks
    off: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of some e-mails now. `sent` counts by address, those of this batch too."""

    known: Known
    switched: Mapping[str, str]
    sent: Counter[str]
    words: Texts
    now: datetime

    def situation_of(self, text: Text, rules: MailRules) -> MailSituation:
        mailbox = self.known.mailbox_of(text)
        address = mailbox.address if mailbox else ""
        return MailSituation(
            visit=self.known.visit_of(text),
            mailbox=mailbox,
            off=rules.off,
            allowed=rules.allowed.include(address),
            switch=self.switched.get(ALL_EMAILS) or self.switched.get(text.kind),
            sent_today=self.sent[address],
        )


@dataclass(frozen=True)
class PrepareMail:
    """`lease`: how long an e-mail may stay in `sending` before it counts as of unknown outcome.
    `in_hand`: where what is written waits for the call.
    """

    clock: Clock
    rules: Rules
    mail: MailRules
    words: Words
    lease: timedelta
    in_hand: MutableMapping[UUID, OutgoingMail]

    async def __call__(self, conn: Connection, claimed: Sequence[Text]) -> list[Text]:
        patient_ids = [text.patient_id for text in claimed]
        grants = await mail_consents.list_grants(conn, patient_ids)
        addresses = {grant.mailbox.address for each in grants.values() for grant in each}
        await patients.lock_phones(conn, addresses)
        mine = await texts.lock_claimed(conn, claimed)
        facts = await self._learn(conn, mine, sorted(addresses))
        moved = [await self._prepare(conn, text, facts) for text in mine]
        return [text for text in moved if text.state is TextState.SENDING]

    async def _learn(
        self, conn: Connection, mine: Sequence[Text], addresses: Sequence[str]
    ) -> Facts:
        now, ids = self.clock.now(), [text.patient_id for text in mine]
        people = await patients.find_all(conn, ids)
        recipients = {patient_id: patient.recipient() for patient_id, patient in people.items()}
        return Facts(
            known=await learn(conn, mine, recipients, self.rules, now),
            switched=await switches.list_by_people(conn),
            sent=Counter(await mail_consents.count_sent(conn, addresses, now - DAY)),
            words=await self.words.current(conn),
            now=now,
        )

    async def _prepare(self, conn: Connection, text: Text, facts: Facts) -> Text:
        moved = self._decide(text, facts)
        await record(conn, moved, facts.now)
        if moved.address and moved.state is TextState.SENDING:
            facts.sent[moved.address] += 1
        if moved.state is TextState.RETIRED and moved.reason in CALL_INSTEAD:
            await _call_instead(conn, moved, facts.now)
        return moved

    def _decide(self, text: Text, facts: Facts) -> Text:
        situation = facts.situation_of(text, self.mail)
        match decide_mail(text, situation, facts.now):
            case Wait(until, why):
                return text.wait(until, why)
            case Retire(why) | SendByEmail(why):
                return text.retire(why)
            case Expire(why):
                return text.expire(why)
        recipient = facts.known.recipients[text.patient_id]
        assert situation.mailbox  # noqa: S101 - nothing is sent nowhere
        return self._write(text, situation.mailbox.address, recipient, facts)

    def _write(self, text: Text, address: str, recipient: Recipient, facts: Facts) -> Text:
        visit, now = facts.known.visit_of(text), facts.now
        stop_link = self.mail.stop_links.link_to(text.text_id)
        values = {**facts.known.values_of(text, recipient, now), "stop_link": stop_link}
        try:
            written = write_mail(facts.words, text, visit, recipient.language, values)
        except MissingValueError:
            return text.wait(now + FACT_MISSING_PAUSE, "visit_unknown")
        sending = text.start_mailing(
            attempt_id=new_id(),
            address=address,
            body=written.body,
            template=written.template,
            now=now,
            lease_until=now + self.lease,
        )
        location = visit.location if visit else facts.known.locations.get(text.patient_id)
        self.in_hand[text.text_id] = outgoing_mail(
            sending,
            written,
            visit=visit,
            location=location,
            language=recipient.language,
            stop_link=stop_link,
            now=now,
        )
        return sending


async def _call_instead(conn: Connection, text: Text, now: datetime) -> None:
    """No text could go, and no e-mail either: what has to be said is said by phone."""
    if text.appointment_id:
        await open_task(
            conn, "call_instead", text.patient_id, now, appointment_id=text.appointment_id
        )
