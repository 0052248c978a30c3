"""The consent ledger: every yes and no, and what holds now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

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
    return (await list_current(conn, [phone]))(phone, patient_id)


@dataclass(frozen=True)
class Ledger:
    """What holds now for some phones. `granted`: (phone, patient, category)."""

    stopped: frozenset[str]
    granted: frozenset[tuple[str, str, str]]

    def __call__(self, phone: str, patient_id: str) -> Consent:
        categories = (c for c in Category if (phone, patient_id, c) in self.granted)
        return Consent(phone in self.stopped, frozenset(categories))


async def list_current(conn: Connection, phones: Sequence[str]) -> Ledger:
    cursor = await conn.execute(
        "select phone, patient_id, category, state from consent where phone = any(%s)",
        (list(phones),),
    )
    rows = await cursor.fetchall()
    return Ledger(
        frozenset(p for p, who, what, state in rows if not who and not what and state == "revoked"),
        frozenset((p, who, what) for p, who, what, state in rows if what and state == "granted"),
    )


@dataclass(frozen=True)
class Standing:
    """The last word of one patient on one category."""

    patient_id: str
    category: str
    granted: bool
    source: str


async def list_standing(
    conn: Connection, phone: str, patient_ids: Sequence[str], *, without: Sequence[str] = ()
) -> list[Standing]:
    """`without`: as if nothing had come from these sources."""
    async with conn.cursor(row_factory=class_row(Standing)) as cursor:
        await cursor.execute(
            """select distinct on (patient_id, category) patient_id, category,
                      state = 'granted' as granted, source
               from consent_entry
               where phone = %s and patient_id = any(%s) and category is not null
                 and source <> all(%s)
               order by patient_id, category, position desc""",
            (phone, list(patient_ids), list(without)),
        )
        return await cursor.fetchall()


async def is_stopped(conn: Connection, phone: str) -> bool:
    return phone in (await list_current(conn, [phone])).stopped
