"""The ledger of yes and no to e-mails, and which mailboxes are not there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.mailing import Grant, Mailbox
from shared.db import Connection


@dataclass(frozen=True)
class MailEntry:
    """`patient_id` none for a no, which is the mailbox's."""

    address: str
    granted: bool
    source: str
    at: datetime
    what: str = "visit"
    patient_id: str | None = None
    wording: str | None = None
    wording_version: str | None = None
    recorded_by: str | None = None


async def add(conn: Connection, entry: MailEntry) -> None:
    """The same entry twice is one."""
    await conn.execute(
        """insert into mail_consent_entry (address, patient_id, what, state, source, wording,
                                           wording_version, recorded_by, at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing""",
        (
            entry.address,
            entry.patient_id,
            entry.what,
            "granted" if entry.granted else "revoked",
            entry.source,
            entry.wording,
            entry.wording_version,
            entry.recorded_by,
            entry.at,
        ),
    )


async def list_grants(
    conn: Connection, patient_ids: Sequence[str]
) -> Mapping[str, Sequence[Grant]]:
    """By patient, oldest first. What was said of a mailbox before an address was given anew is over."""
    cursor = await conn.execute(
        """select given.patient_id, given.address, given.source, given.at,
                  coalesce(bool_or(no.what = 'visit'), false),
                  coalesce(bool_or(no.what = 'reminder'), false),
                  exists (select from unusable_address gone
                          where gone.address = given.address and gone.at >= given.at)
           from mail_consent_entry given
           left join mail_consent_entry no on no.address = given.address
               and no.state = 'revoked' and no.position > given.position
           where given.patient_id = any(%s) and given.state = 'granted'
           group by given.position order by given.position""",
        (list(patient_ids),),
    )
    found: defaultdict[str, list[Grant]] = defaultdict(list)
    for patient_id, address, source, at, stopped, no_reminders, gone in await cursor.fetchall():
        mailbox = Mailbox(address, stopped, no_reminders, gone)
        found[patient_id].append(Grant(patient_id, mailbox, source, at))
    return found


async def list_of(conn: Connection, patient_id: str) -> Sequence[Grant]:
    return (await list_grants(conn, [patient_id])).get(patient_id, ())


async def mark_unusable(conn: Connection, address: str, error_code: str, at: datetime) -> None:
    await conn.execute(
        """insert into unusable_address (address, error_code, at) values (%s, %s, %s)
           on conflict (address) do update set error_code = excluded.error_code, at = excluded.at""",
        (address, error_code, at),
    )


async def count_sent(
    conn: Connection, addresses: Sequence[str], since: datetime
) -> Mapping[str, int]:
    cursor = await conn.execute(
        """select address, count(*) from text where address = any(%s) and sending_at > %s
           group by address""",
        (list(addresses), since),
    )
    return dict(await cursor.fetchall())
