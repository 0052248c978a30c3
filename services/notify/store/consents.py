"""The consent ledger: every yes and no, and what holds now."""

from dataclasses import dataclass
from datetime import datetime

from services.notify.domain.decision import Consent
from shared.db import Connection
from shared.events.outreach import Category


@dataclass(frozen=True)
class Entry:
    """`patient_id` none: whoever uses the phone. `category` none: all texts."""

    phone: str
    granted: bool
    source: str
    at: datetime
    patient_id: str | None = None
    category: str | None = None
    wording: str | None = None
    wording_version: str | None = None
    words: str | None = None
    message_sid: str | None = None
    recorded_by: str | None = None  # the staff member to whom it was said


async def add(conn: Connection, entry: Entry) -> None:
    """The same entry twice is one."""
    await conn.execute(
        """insert into consent_entry (phone, patient_id, category, state, source, wording,
                                      wording_version, words, message_sid, at,
                                      recorded_by)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing""",
        (
            entry.phone,
            entry.patient_id,
            entry.category,
            "granted" if entry.granted else "revoked",
            entry.source,
            entry.wording,
            entry.wording_version,
            entry.words,
            entry.message_sid,
            entry.at,
            entry.recorded_by,
        ),
    )


async def get_current(conn: Connection, phone: str, patient_id: str) -> Consent:
    cursor = await conn.execute(
        """select category from consent
           where phone = %s and patient_id = %s and category is not null and state = 'granted'""",
        (phone, patient_id),
    )
    categories = frozenset(Category(row[0]) for row in await cursor.fetchall())
    return Consent(await is_stopped(conn, phone), categories)


async def is_stopped(conn: Connection, phone: str) -> bool:
    cursor = await conn.execute(
        """select state = 'revoked' from consent
           where phone = %s and patient_id is null and category is null""",
        (phone,),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])
