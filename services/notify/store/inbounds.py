"""What patients wrote: stored before anything is done about it, and never forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection

BELL = "inbound"


@dataclass(frozen=True)
class Inbound:
    message_sid: str
    reply_id: UUID
    phone: str
    our_number: str
    body: str
    media_count: int
    received_at: datetime


@dataclass(frozen=True)
class Handled:
    """What became of a text: how it was understood, and whether a person must read it."""

    intent: str
    patient_id: str
    attention: str
    appointment_id: str | None
    question_id: UUID | None
    at: datetime


@dataclass(frozen=True)
class LastWord:
    reply_id: UUID
    received_at: datetime


@dataclass(frozen=True)
class Kept:
    """A text that was understood, whoever is right about how."""

    message_sid: str
    reply_id: UUID
    phone: str
    patient_id: str
    body: str
    media_count: int
    received_at: datetime
    question_id: UUID | None
    corrected_by: str | None


async def add(conn: Connection, inbound: Inbound) -> bool:
    """False when the carrier has delivered it before (S-51 to S-53)."""
    cursor = await conn.execute(
        """insert into inbound (message_sid, reply_id, phone, our_number, body, media_count,
                                received_at, handle_after, attempts)
           values (%(message_sid)s, %(reply_id)s, %(phone)s, %(our_number)s, %(body)s,
                   %(media_count)s, %(received_at)s, %(received_at)s, 0)
           on conflict do nothing""",
        vars(inbound),
    )
    conn.wake(BELL)
    return cursor.rowcount == 1


async def claim_next(conn: Connection, *, now: datetime, retry_after: timedelta) -> Inbound | None:
    """The oldest that waits. If it is not handled, it comes back later and later each time; until
    then the others go on, except those behind it from the same phone.
    """
    async with conn.cursor(row_factory=class_row(Inbound)) as cursor:
        await cursor.execute(
            """update inbound set attempts = attempts + 1,
                   handle_after = %(now)s + %(retry)s * power(2, least(attempts, 8))
               where message_sid = (
                   select message_sid from inbound as this
                   where handled_at is null and handle_after <= %(now)s and not exists (
                       select from inbound as earlier
                       where earlier.phone = this.phone and earlier.handled_at is null
                         and earlier.reply_id < this.reply_id)
                   order by reply_id limit 1 for update skip locked)
               returning message_sid, reply_id, phone, our_number, body, media_count, received_at""",
            {"now": now, "retry": retry_after},
        )
        return await cursor.fetchone()


async def is_waiting(conn: Connection, message_sid: str) -> bool:
    """Locks the row: the question is asked to handle it."""
    cursor = await conn.execute(
        "select handled_at is null from inbound where message_sid = %s for update", (message_sid,)
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def mark_handled(conn: Connection, message_sid: str, handled: Handled) -> None:
    await conn.execute(
        """update inbound set handled_at = %(at)s, intent = %(intent)s, patient_id = %(patient_id)s,
               attention = %(attention)s, appointment_id = %(appointment_id)s,
               question_id = %(question_id)s
           where message_sid = %(message_sid)s""",
        {**vars(handled), "message_sid": message_sid},
    )


async def find_last_of(conn: Connection, patient_id: str) -> LastWord | None:
    async with conn.cursor(row_factory=class_row(LastWord)) as cursor:
        await cursor.execute(
            """select reply_id, received_at from inbound where patient_id = %s
               order by received_at desc, reply_id desc limit 1""",
            (patient_id,),
        )
        return await cursor.fetchone()


async def find_phone(conn: Connection, reply_id: UUID) -> str | None:
    """Of a text that has been understood."""
    cursor = await conn.execute(
        "select phone from inbound where reply_id = %s and handled_at is not null", (reply_id,)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def lock_kept(conn: Connection, reply_id: UUID) -> Kept:
    async with conn.cursor(row_factory=class_row(Kept)) as cursor:
        await cursor.execute(
            """select message_sid, reply_id, phone, patient_id, body, media_count, received_at,
                      question_id, corrected_by
               from inbound where reply_id = %s for update""",
            (reply_id,),
        )
        kept = await cursor.fetchone()
    assert kept  # noqa: S101 - the caller found it
    return kept


async def correct(
    conn: Connection, reply_id: UUID, intent: str, attention: str, *, by: str, at: datetime
) -> None:
    await conn.execute(
        """update inbound set intent = %s, attention = %s, corrected_by = %s, corrected_at = %s
           where reply_id = %s""",
        (intent, attention, by, at, reply_id),
    )


async def need_person(conn: Connection, reply_id: str) -> str | None:
    """Whose it is; none when it is not here. What was read stays read."""
    cursor = await conn.execute(
        "update inbound set attention = 'person' where reply_id = %s returning patient_id",
        (UUID(reply_id),),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def get_oldest_waiting(conn: Connection) -> datetime | None:
    cursor = await conn.execute("select min(received_at) from inbound where handled_at is null")
    row = await cursor.fetchone()
    return row[0] if row else None


async def get_reply_received_at(conn: Connection, reply_id: str) -> datetime | None:
    cursor = await conn.execute(
        "select received_at from inbound where reply_id = %s", (UUID(reply_id),)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def find_asked_until(conn: Connection) -> datetime | None:
    """Until when the carrier has been asked for texts that the webhook did not bring."""
    cursor = await conn.execute("select until from replies_asked_for")
    row = await cursor.fetchone()
    return row[0] if row else None


async def save_asked_until(conn: Connection, until: datetime) -> None:
    await conn.execute(
        """insert into replies_asked_for (until) values (%s)
           on conflict (only_row) do update
               set until = greatest(replies_asked_for.until, excluded.until)""",
        (until,),
    )


async def list_known(conn: Connection, message_sids: list[str]) -> set[str]:
    cursor = await conn.execute(
        "select message_sid from inbound where message_sid = any(%s)", (message_sids,)
    )
    return {row[0] for row in await cursor.fetchall()}
