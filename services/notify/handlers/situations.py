"""All that is known, at this moment, about texts that are due: a few queries for many of them."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from services.notify.domain.allowed_phones import AllowedPhones
from services.notify.domain.decision import WEEK, Consent, Recipient, Situation
from services.notify.domain.mailing import MAILED, Grant, Mailbox, choose_mailbox
from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.text import Text
from services.notify.handlers.merging import Merged, find_beside, merged_values
from services.notify.store import (
    alarms,
    books,
    consents,
    mail_consents,
    patients,
    questions,
    switches,
    visits,
)
from services.notify.store.consents import Ledger
from services.notify.store.merges import Beside
from services.notify.texts.values import (
    Reader,
    as_they_know_it,
    asked_values,
    clinic_values,
    visit_values,
)
from services.notify.texts.who_words import initial
from shared.db import Connection
from shared.events.appointments import Location, Visit


@dataclass(frozen=True)
class Rules:
    hours: TextingHours
    allowed: AllowedPhones
    clinic_zone: ZoneInfo  # for a patient whose visits are not known


@dataclass(frozen=True)
class Known:
    """Facts about some texts, their patients and phones."""

    rules: Rules
    recipients: Mapping[str, Recipient]
    visits: Mapping[str, Visit]
    latest_visits: Mapping[str, Visit]
    locations: Mapping[str, Location]  # of the practice, for patients who have no visit there yet
    ledger: Ledger
    recent: Mapping[str, tuple[datetime, ...]]
    questioned: Mapping[str, str]
    unusable: set[str]
    switched: Mapping[str, str]
    safety_answered: set[str]
    sharing: Mapping[str, str]
    beside: Merged
    grants: Mapping[str, Sequence[Grant]]

    def mailbox_of(self, text: Text) -> Mailbox | None:
        """Where an e-mail about the same would go."""
        return choose_mailbox(self.grants.get(text.patient_id, ()), self.visit_of(text))

    def visit_of(self, text: Text) -> Visit | None:
        if text.appointment_id:
            return self.visits.get(text.appointment_id)
        return self.latest_visits.get(text.patient_id)

    def beside_of(self, text: Text) -> Sequence[Beside]:
        """The visits that this reminder speaks of too."""
        return self.beside.get(text.text_id, ())

    def situation_of(self, text: Text) -> Situation:
        visit, recipient = self.visit_of(text), self.recipients.get(text.patient_id)
        zone = ZoneInfo(visit.location.time_zone) if visit else self.rules.clinic_zone
        if recipient is None or recipient.phone is None:
            return Situation(visit, recipient, Consent(False, frozenset()), False, zone)
        phone = recipient.phone
        return Situation(
            visit=visit,
            recipient=recipient,
            consent=self.ledger(phone, recipient.patient_id),
            allowed_phone=self.rules.allowed.include(phone),
            clinic_zone=zone,
            recent=self.recent.get(phone, ()),
            questioned=self.questioned.get(phone),
            unusable_phone=phone in self.unusable,
            switch=self.switched.get(text.kind),
            safety_answered=text.in_reply_to in self.safety_answered,
        )

    def values_of(self, text: Text, recipient: Recipient, now: datetime) -> dict[str, str]:
        """Of the visit, or for who has none the clinic's; what was asked for comes before both."""
        visit = self.visit_of(text)
        location = visit.location if visit else self.locations.get(text.patient_id)
        zone = ZoneInfo(location.time_zone) if location else self.rules.clinic_zone
        clinic = clinic_values(location) if location else {}
        known = visit_values(visit, recipient.zone, recipient.language) if visit else clinic
        reader = Reader(recipient.language, recipient.zone, zone)
        asked = asked_values(text.template_values, reader, now)
        told = as_they_know_it(text.template_values, reader) if text.kind == "cancelled" else {}
        return {
            **known,
            **self._whose(recipient),
            **self._merged(text, visit, recipient, reader),
            **asked,
            **told,
        }

    def _merged(
        self, text: Text, visit: Visit | None, recipient: Recipient, reader: Reader
    ) -> dict[str, str]:
        beside = self.beside_of(text)
        if visit is None or not beside:
            return {}
        first_name = self.sharing.get(recipient.patient_id, "")
        return merged_values(visit, recipient.patient_id, first_name, beside, reader)

    def _whose(self, recipient: Recipient) -> dict[str, str]:
        """On a shared phone, by an initial, whose answer it was (S-90)."""
        first_name = self.sharing.get(recipient.patient_id)
        return {"whose": initial(first_name)} if first_name else {}


async def learn(
    conn: Connection,
    texts: Sequence[Text],
    recipients: Mapping[str, Recipient],
    rules: Rules,
    now: datetime,
) -> Known:
    """All asked at once: in a pipelined transaction that is one round trip."""
    phones = [r.phone for t in texts if (r := recipients.get(t.patient_id)) and r.phone]
    about_none = [t.patient_id for t in texts if not t.appointment_id]
    replies = [t.in_reply_to for t in texts if t.in_reply_to]
    (
        (about, latest, locations, answered, switched),
        (ledger, recent, questioned, unusable, sharing),
        (beside, grants),
    ) = await asyncio.gather(
        asyncio.gather(
            visits.find_all(conn, [t.appointment_id for t in texts if t.appointment_id]),
            visits.find_latest_of_each(conn, about_none),
            visits.find_locations(conn, about_none),
            alarms.list_answered(conn, replies),
            switches.list_kinds(conn),
        ),
        asyncio.gather(
            consents.list_current(conn, phones),
            books.list_clinic_started(conn, phones, now - WEEK),
            questions.list_questioned(conn, phones),
            switches.list_unusable(conn, phones),
            patients.list_sharing(conn, phones),
        ),
        asyncio.gather(
            find_beside(conn, texts, now),
            mail_consents.list_grants(conn, [t.patient_id for t in texts if t.kind in MAILED]),
        ),
    )
    return Known(
        rules,
        recipients,
        about,
        latest,
        locations,
        ledger,
        recent,
        questioned,
        unusable,
        switched,
        answered,
        sharing,
        beside,
        grants,
    )
