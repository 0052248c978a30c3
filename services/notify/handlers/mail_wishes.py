"""What people say about e-mails: by the link in one, or to staff."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notify.domain.mailing import Mailbox, choose_mailbox
from services.notify.store import mail_consents, patients, texts, visits
from services.notify.store.mail_consents import MailEntry
from shared.db import Connection

BY_LINK, AT_THE_DESK = "link", "front_desk"


class NoAddressError(LookupError):
    """The patient gave no address."""


@dataclass(frozen=True)
class Reader:
    """Who reads an e-mail's page."""

    address: str
    language: str
    clinic: str


async def find_reader(conn: Connection, text_id: UUID) -> Reader | None:
    """None for an e-mail that is forgotten."""
    text = await texts.find(conn, text_id)
    if text is None or text.address is None:
        return None
    patient = await patients.find(conn, text.patient_id)
    visit = await visits.find_latest_of(conn, text.patient_id)
    name = visit.location.text_name if visit else ""
    return Reader(text.address, patient.language if patient else "en", name)


async def stop_reminders(conn: Connection, address: str, now: datetime) -> None:
    """From the commit on no reminder goes to the mailbox, whosever visit it is of."""
    await patients.lock_phone(conn, address)
    no = MailEntry(address, granted=False, source=BY_LINK, at=now, what="reminder")
    await mail_consents.add(conn, no)


async def stop_emails(conn: Connection, patient_id: str, *, by: str, now: datetime) -> None:
    """Said at the desk: to none of their mailboxes. Raises NoAddressError."""
    mailboxes = {grant.mailbox.address for grant in await mail_consents.list_of(conn, patient_id)}
    if not mailboxes:
        raise NoAddressError(patient_id)
    await patients.lock_phones(conn, mailboxes)
    for address in sorted(mailboxes):
        no = MailEntry(address, granted=False, source=AT_THE_DESK, at=now, recorded_by=by)
        await mail_consents.add(conn, no)


async def find_mailbox(conn: Connection, patient_id: str) -> Mailbox | None:
    """Of their latest visit."""
    visit = await visits.find_latest_of(conn, patient_id)
    return choose_mailbox(await mail_consents.list_of(conn, patient_id), visit)
