"""Taking texts in hand: each goes to one worker, for a while."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from services.notify.domain.text import Text
from services.notify.store import texts
from shared.db import Connection
from shared.events.messages import Channel

CLAIM_WHERE: LiteralString = """
    update text set state = 'claimed', version = version + 1, lease_until = %(lease)s
    where text_id in (
        select text_id from text
        where (state = 'planned' or (state = 'claimed' and lease_until <= %(now)s))
          and due_at <= %(now)s and """
IN_ORDER: LiteralString = """
        order by due_at limit %(limit)s for update skip locked)
    returning *"""
NOT_HELD: LiteralString = """
    (expires_at <= %(now)s
     or not exists (select from restore_guard where text.due_at < held_before))"""
# A value, so that each patient is looked up: of "exists" a table of all is made.
PATIENT_KNOWN: LiteralString = """
    (expires_at <= %(now)s
     or (select true from patient where patient.patient_id = text.patient_id))"""
DUE_TEXTS = "not urgent and channel = 'text' and" + PATIENT_KNOWN + " and" + NOT_HELD
DUE_MAIL = "channel = 'email' and" + NOT_HELD


async def claim_due(conn: Connection, *, now: datetime, lease: timedelta, limit: int) -> list[Text]:
    """Due texts, and claimed ones whose worker is gone; each goes to one caller. A text waits
    unclaimed until its patient is known, or until it is of no more use.
    """
    return await _claim(conn, DUE_TEXTS, now, lease, limit)


async def claim_mail(
    conn: Connection, *, now: datetime, lease: timedelta, limit: int
) -> list[Text]:
    """As `claim_due`, for what goes by e-mail."""
    return await _claim(conn, DUE_MAIL, now, lease, limit)


async def claim_urgent(
    conn: Connection, *, now: datetime, lease: timedelta, limit: int
) -> list[Text]:
    """As `claim_due`, for texts that wait for nothing."""
    return await _claim(conn, "urgent", now, lease, limit)


async def _claim(
    conn: Connection, which: LiteralString, now: datetime, lease: timedelta, limit: int
) -> list[Text]:
    return await texts.select(
        conn,
        CLAIM_WHERE + which + IN_ORDER,
        {"now": now, "lease": now + lease, "limit": limit},
    )


async def claim_unresolved(
    conn: Connection,
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    besides: Collection[UUID],
    channel: Channel = Channel.TEXT,
) -> list[Text]:
    """Those left in `sending` past their lease: nobody knows what became of them."""
    return await texts.select(
        conn,
        """update text set lease_until = %(lease)s
           where text_id in (
               select text_id from text
               where state = 'sending' and lease_until <= %(now)s and text_id <> all(%(besides)s)
                 and channel = %(channel)s
               order by lease_until limit %(limit)s for update skip locked)
           returning *""",
        {
            "now": now,
            "lease": now + lease,
            "limit": limit,
            "besides": list(besides),
            "channel": channel,
        },
    )
