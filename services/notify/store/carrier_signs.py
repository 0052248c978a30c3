"""When the carrier was last heard of, by each of its ways."""

from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from shared.db import Connection


@dataclass(frozen=True)
class Signs:
    """`last_error_code` is the one of the newest text that was refused or failed."""

    last_inbound_at: datetime | None
    last_status_at: datetime | None
    last_accepted_at: datetime | None
    last_refused_at: datetime | None
    last_error_code: str | None


# Ids rise with time: the newest rows are found by their keys.
_LATEST = """
    with latest as (
        select sending_at, sid, error_code from text where sending_at is not null
        order by text_id desc limit 1000
    )
    select (select received_at from inbound order by reply_id desc limit 1) as last_inbound_at,
           (select received_at from callback order by position desc limit 1) as last_status_at,
           (select max(sending_at) from latest where sid is not null) as last_accepted_at,
           refused.sending_at as last_refused_at, refused.error_code as last_error_code
    from (select 1) as one left join
         (select sending_at, error_code from latest where error_code is not null
          order by sending_at desc limit 1) as refused on true
"""


async def get(conn: Connection) -> Signs:
    async with conn.cursor(row_factory=class_row(Signs)) as cursor:
        await cursor.execute(_LATEST)
        [signs] = await cursor.fetchall()
        return signs
