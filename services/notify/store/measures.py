"""What alarms are raised by: one query a measure."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, LiteralString

from services.notify.domain.carrier_errors import ACCOUNT
from services.notify.domain.office_hours import OfficeHours
from services.notify.domain.watch import Reading
from services.notify.store import books, inbounds, restores, switches
from shared import inbox
from shared.db import Connection
from shared.outbox.store import get_backlog

FAILED_SINCE = timedelta(minutes=15)
SENT_SINCE = timedelta(hours=1)
DAY = timedelta(days=1)

Measure = Callable[[Connection, datetime, OfficeHours], Awaitable[Reading]]


async def _oldest_due(conn: Connection, now: datetime, _: OfficeHours) -> Reading:
    return _age(await books.get_oldest_due(conn, now), now)


async def _oldest_reply(conn: Connection, now: datetime, _: OfficeHours) -> Reading:
    return _age(await inbounds.get_oldest_waiting(conn), now)


async def _outbox(conn: Connection, now: datetime, _: OfficeHours) -> Reading:
    return _age((await get_backlog(conn)).oldest_at, now)


async def _dead_letters(conn: Connection, _: datetime, __: OfficeHours) -> Reading:
    return Reading(await inbox.count_dead_letters(conn))


async def _webhook_silence(conn: Connection, now: datetime, office: OfficeHours) -> Reading:
    """In office time since the carrier last called, or else since the first of the texts it should
    have called about. None when no text went in the last hour.
    """
    row = await _row(
        conn,
        """select (select count(*) from text where sending_at > %(sent)s and sending_at <= %(now)s
                     and channel = 'text'),
                  greatest((select max(received_at) from inbound),
                           (select max(received_at) from callback)),
                  (select min(sending_at) from text)""",
        {"sent": now - SENT_SINCE, "now": now},
    )
    texts, heard_at, first_at = row
    since = heard_at or first_at
    if not texts or since is None or not office.include(now):
        return Reading(0, texts)
    return Reading(office.worked(since, now).total_seconds(), texts)


async def _failed_share(conn: Connection, now: datetime, _: OfficeHours) -> Reading:
    row = await _row(
        conn,
        """select count(*), count(*) filter (where state in ('failed', 'unsure')
                                                or (state = 'planned' and error_code is not null))
           from text where sending_at > %(since)s""",
        {"since": now - FAILED_SINCE},
    )
    texts, failed = row
    return Reading(failed / texts if texts else 0, texts)


async def _account_refused(conn: Connection, _: datetime, __: OfficeHours) -> Reading:
    row = await _row(
        conn,
        """select count(*) from text
           where state in ('planned', 'claimed') and error_code = any(%(codes)s)""",
        {"codes": sorted(ACCOUNT)},
    )
    return Reading(row[0])


async def _unsure(conn: Connection, now: datetime, _: OfficeHours) -> Reading:
    row = await _row(
        conn,
        "select count(*) from text where state = 'unsure' and sending_at > %(since)s",
        {"since": now - DAY},
    )
    return Reading(row[0])


async def _red_threads(conn: Connection, _: datetime, __: OfficeHours) -> Reading:
    row = await _row(conn, "select count(*) from thread where unread > 0 and age <> 'fresh'", {})
    return Reading(row[0])


async def _kinds_off(conn: Connection, _: datetime, __: OfficeHours) -> Reading:
    return Reading(await switches.count_kinds(conn))


async def _held(conn: Connection, _: datetime, __: OfficeHours) -> Reading:
    return Reading(sum(count for _, count in await restores.list_held(conn)))


MEASURES: Mapping[str, Measure] = {
    "oldest_due_seconds": _oldest_due,
    "oldest_reply_seconds": _oldest_reply,
    "outbox_seconds": _outbox,
    "dead_letters": _dead_letters,
    "webhook_silence_seconds": _webhook_silence,
    "failed_share": _failed_share,
    "account_refused_texts": _account_refused,
    "unsure_texts": _unsure,
    "red_threads": _red_threads,
    "kinds_off": _kinds_off,
    "held_texts": _held,
}


def _age(since: datetime | None, now: datetime) -> Reading:
    return Reading((now - since).total_seconds() if since else 0)


async def _row(conn: Connection, query: LiteralString, values: dict[str, Any]) -> Any:
    cursor = await conn.execute(query, values)
    return await cursor.fetchone()
