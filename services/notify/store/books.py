"""What went out, as counts and lists: for caps, for the carrier's books, for the gauges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection


async def list_clinic_started(
    conn: Connection, phones: Sequence[str], since: datetime
) -> dict[str, tuple[datetime, ...]]:
    """When texts went to each phone that answered nothing the patient did; oldest first."""
    cursor = await conn.execute(
        """select phone, array_agg(sending_at order by sending_at) from text
           where phone = any(%s) and sending_at >= %s and answers_at is null and asked_at is null
             and not urgent
             and state in ('sending', 'accepted', 'sent', 'delivered', 'unsure')
           group by phone""",
        (list(phones), since),
    )
    return {phone: tuple(at) for phone, at in await cursor.fetchall()}


async def list_accepted_since(conn: Connection, since: datetime) -> dict[str, UUID]:
    """Sid -> text, of what we believe the carrier took since then."""
    cursor = await conn.execute(
        """select sid, text_id from text
           where sid is not null and sending_at >= %s and channel = 'text'""",
        (since,),
    )
    return dict(await cursor.fetchall())


async def list_phones(conn: Connection, sids: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """Sid -> phone and what the carrier said last, of texts that are on their way."""
    cursor = await conn.execute(
        """select sid, phone, carrier_status from text
           where sid = any(%s) and state in ('accepted', 'sent', 'unsure')""",
        (list(sids),),
    )
    return {sid: (phone, status) for sid, phone, status in await cursor.fetchall()}


async def list_all_sids(conn: Connection, sids: Sequence[str]) -> set[str]:
    """Those of `sids` that a text of ours has, or had in an earlier attempt."""
    cursor = await conn.execute(
        """select sid from text where sid = any(%(sids)s)
           union select sid from callback where sid = any(%(sids)s) and text_id is not null""",
        {"sids": list(sids)},
    )
    return {row[0] for row in await cursor.fetchall()}


async def list_known_sids(conn: Connection, phone: str) -> frozenset[str]:
    cursor = await conn.execute(
        """select sid from text where phone = %(phone)s and sid is not null
           union select callback.sid from callback join text using (text_id) where phone = %(phone)s
               and callback.attempt_id is distinct from text.attempt_id""",
        {"phone": phone},
    )
    return frozenset(row[0] for row in await cursor.fetchall())


@dataclass(frozen=True)
class Expired:
    """A text that came too late to be of use. `why` is what held it up."""

    text_id: UUID
    patient_id: str
    kind: str
    appointment_id: str | None
    due_at: datetime
    expired_at: datetime
    why: str | None


async def list_expired(conn: Connection, since: datetime) -> list[Expired]:
    """The latest first (S-48)."""
    async with conn.cursor(row_factory=class_row(Expired)) as cursor:
        await cursor.execute(
            """select text_id, patient_id, kind, appointment_id, text.due_at, at as expired_at, why
               from text_history join text using (text_id)
               where text_history.state = 'expired' and at >= %s and text.state = 'expired'
               order by at desc, text_id""",
            (since,),
        )
        return await cursor.fetchall()


async def count_by_state(conn: Connection) -> dict[str, int]:
    cursor = await conn.execute("select state, count(*) from text group by state")
    return dict(await cursor.fetchall())


async def get_oldest_due(conn: Connection, now: datetime) -> datetime | None:
    cursor = await conn.execute(
        "select min(due_at) from text where state in ('planned', 'claimed') and due_at <= %s",
        (now,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None
