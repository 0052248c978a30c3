"""Events arrive as if once: an id is claimed in the transaction that has its effect."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection
from shared.events import Event, Received, envelope


class ReusedIdError(Exception):
    """An event id came back with other content. One of the two is wrong; a person must look."""


@dataclass(frozen=True)
class Record:
    """A Kafka record as it came."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class DeadLetter:
    id: int
    topic: str
    partition: int
    record_offset: int
    key: bytes | None
    value: bytes | None
    headers: list[list[str]]
    reason: str

    def record(self) -> Record:
        headers = tuple((name, base64.b64decode(value)) for name, value in self.headers)
        return Record(self.topic, self.partition, self.record_offset, self.key, self.value, headers)


async def claim(
    conn: Connection, received: Sequence[Received[Event]], at: datetime
) -> list[Received[Event]]:
    """Those that have not had their effect yet, in order. Raises ReusedIdError."""
    first = {r.id: r for r in reversed(received)}
    digests = {event_id: envelope.digest(r.event) for event_id, r in first.items()}
    cursor = await conn.execute(
        """insert into inbox (event_id, digest, received_at)
           select id, digest, %s from unnest(%s::uuid[], %s::bytea[]) as t (id, digest)
           order by id
           on conflict do nothing returning event_id""",
        (at, list(digests), list(digests.values())),
    )
    fresh: set[UUID] = {row[0] for row in await cursor.fetchall()}
    if len(fresh) < len(first):
        await _refuse_reused_ids(conn, {i: d for i, d in digests.items() if i not in fresh})
    if any(envelope.digest(r.event) != digests[r.id] for r in received if first[r.id] is not r):
        raise ReusedIdError
    return [r for r in received if r.id in fresh and first[r.id] is r]


async def _refuse_reused_ids(conn: Connection, digests: dict[UUID, bytes]) -> None:
    cursor = await conn.execute(
        """select 1 from inbox join unnest(%s::uuid[], %s::bytea[]) as t (id, digest)
           on inbox.event_id = t.id where inbox.digest <> t.digest limit 1""",
        (list(digests), list(digests.values())),
    )
    if await cursor.fetchone():
        raise ReusedIdError


async def bury(
    conn: Connection, record: Record, *, reason: str, attempts: int, at: datetime
) -> int:
    """Write a record down whole, so that the rest can go on. Returns the dead letter's id."""
    headers = [[name, base64.b64encode(value).decode()] for name, value in record.headers]
    cursor = await conn.execute(
        """insert into dead_letter (topic, partition, record_offset, key, value, headers, reason,
                                    attempts, failed_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning id""",
        (
            record.topic,
            record.partition,
            record.offset,
            record.key,
            record.value,
            json.dumps(headers),
            reason,
            attempts,
            at,
        ),
    )
    row = await cursor.fetchone()
    assert row is not None  # noqa: S101 - an insert returns its row
    return int(row[0])


async def find_dead_letter(conn: Connection, dead_letter_id: int) -> DeadLetter | None:
    """One that has not been replayed, locked until the transaction ends."""
    async with conn.cursor(row_factory=class_row(DeadLetter)) as cursor:
        await cursor.execute(
            """select id, topic, partition, record_offset, key, value, headers, reason
               from dead_letter where id = %s and replayed_at is null for update""",
            (dead_letter_id,),
        )
        return await cursor.fetchone()


async def mark_replayed(conn: Connection, dead_letter_id: int, at: datetime) -> None:
    await conn.execute(
        "update dead_letter set replayed_at = %s where id = %s", (at, dead_letter_id)
    )


async def count_dead_letters(conn: Connection) -> int:
    cursor = await conn.execute("select count(*) from dead_letter where replayed_at is null")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
