"""Taking texts in hand: each goes to one worker, for a while."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.domain.text import Text
from services.notify.store import texts
from shared.db import Connection
from shared.events.messages import Channel


async def claim_due(conn: Connection, *, now: datetime, lease: timedelta, limit: int) -> list[Text]:
    """Due texts, and claimed ones whose worker is gone; each goes to one caller. A text waits
    unclaimed until its patient is known, or until it is of no more use.
    """
    return await texts.select(
        conn,
        """update text set state = 'claimed', version = version + 1, lease_until = %(lease)s
           where text_id in (
               select text_id from text
               where (state = 'planned' or (state = 'claimed' and lease_until <= %(now)s))
                 and due_at <= %(now)s and not urgent and channel = 'text'
                 -- A value, so that each patient is looked up: of "exists" a table of all is made.
                 and (expires_at <= %(now)s
                      or (select true from patient where patient.patient_id = text.patient_id))
                 and (expires_at <= %(now)s
                      or not exists (select from restore_guard where text.due_at < held_before))
               order by due_at limit %(limit)s for update skip locked)
           returning *""",
        {"now": now, "lease": now + lease, "limit": limit},
    )


async def claim_mail(
    conn: Connection, *, now: datetime, lease: timedelta, limit: int
) -> list[Text]:
    """As `claim_due`, for what goes by e-mail."""
    return await texts.select(
        conn,
        """update text set state = 'claimed', version = version + 1, lease_until = %(lease)s
           where text_id in (
               select text_id from text
               where (state = 'planned' or (state = 'claimed' and lease_until <= %(now)s))
                 and due_at <= %(now)s and channel = 'email'
                 and (expires_at <= %(now)s
                      or not exists (select from restore_guard where text.due_at < held_before))
               order by due_at limit %(limit)s for update skip locked)
           returning *""",
        {"now": now, "lease": now + lease, "limit": limit},
    )


async def claim_urgent(
    conn: Connection, *, now: datetime, lease: timedelta, limit: int
) -> list[Text]:
    """As `claim_due`, for texts that wait for nothing."""
    return await texts.select(
        conn,
        """update text set state = 'claimed', version = version + 1, lease_until = %(lease)s
           where text_id in (
               select text_id from text
               where (state = 'planned' or (state = 'claimed' and lease_until <= %(now)s))
                 and due_at <= %(now)s and urgent
               order by due_at limit %(limit)s for update skip locked)
           returning *""",
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
