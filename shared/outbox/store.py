"""The outbox table: added to in business transactions, emptied by the relay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from shared.db import Connection
from shared.events import Event
from shared.ids import new_id
from shared.telemetry import current_traceparent

BELL = "outbox"
# Kafka's default limit is 1 MiB a batch; an event near it is a design error, found here and not
# in a relay that cannot get past it.
LARGEST_PAYLOAD_BYTES = 256 * 1024
INSERT = """
insert into outbox (event_id, topic, key, type, occurred_at, payload, traceparent)
select event.id, topic, event.patient_id, type, %(occurred_at)s::timestamptz, payload::json,
       %(traceparent)s::text
from unnest(%(event_ids)b::uuid[], %(topics)b::text[], %(patient_ids)b::text[],
            %(types)b::text[], %(payloads)b::text[]) as event (id, topic, patient_id, type, payload)
"""


@dataclass(frozen=True)
class OutboxRow:
    position: int
    event_id: UUID
    topic: str
    key: str
    type: str
    occurred_at: datetime
    payload: str | None
    traceparent: str | None


@dataclass(frozen=True)
class Backlog:
    waiting: int
    oldest_at: datetime | None


class EventTooLargeError(ValueError):
    """The event does not fit into a Kafka record."""


async def add(conn: Connection, *events: Event, at: datetime) -> None:
    """Publish once this transaction has committed, in this order for each patient.

    Raises EventTooLargeError.
    """
    await conn.execute(INSERT, columns(events, at=at))
    conn.wake(BELL)


def columns(events: Sequence[Event], *, at: datetime) -> dict[str, object]:
    """What INSERT names, for a statement that writes events together with what they tell of. Who
    runs it rings the bell. Raises EventTooLargeError.
    """
    return {
        "occurred_at": at,
        "traceparent": current_traceparent(),
        "event_ids": _array(str(new_id()) for _ in events),
        "topics": _array(event.topic for event in events),
        "patient_ids": _array(event.patient_id for event in events),
        "types": _array(event.type for event in events),
        "payloads": _array(_payload(event) for event in events),
    }


def _array(texts: Iterable[str]) -> str:
    """As PostgreSQL writes a list: psycopg's own way was a twentieth of a booking."""
    escaped = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in escaped) + "}"


async def add_tombstone(conn: Connection, topic: str, key: str, *, at: datetime) -> None:
    """After it compaction keeps nothing of the key."""
    await conn.execute(
        """insert into outbox (event_id, topic, key, type, occurred_at, payload, traceparent)
           values (%s, %s, %s, 'tombstone', %s, null, %s)""",
        (new_id(), topic, key, at, current_traceparent()),
    )
    conn.wake(BELL)


def _payload(event: Event) -> str:
    payload = event.model_dump_json()
    if len(payload.encode()) > LARGEST_PAYLOAD_BYTES:
        raise EventTooLargeError(event.type)
    return payload


async def list_unpublished(conn: Connection, limit: int) -> list[OutboxRow]:
    """Oldest first. A row that commits late, behind rows already published, is still found:
    there is no cursor to have passed it.
    """
    async with conn.cursor(row_factory=class_row(OutboxRow)) as cursor:
        await cursor.execute(
            """select position, event_id, topic, key, type, occurred_at,
                      payload::text as payload, traceparent
               from outbox where published_at is null order by position limit %s""",
            (limit,),
            # Planned anew each time: a plan from when the table was empty goes through all that
            # was ever published, and the relay's connection would keep it.
            prepare=False,
        )
        return await cursor.fetchall()


async def mark_published(conn: Connection, positions: list[int], at: datetime) -> None:
    await conn.execute(
        "update outbox set published_at = %s where position = any(%s)", (at, positions)
    )


async def get_backlog(conn: Connection) -> Backlog:
    cursor = await conn.execute(
        "select count(*), min(occurred_at) from outbox where published_at is null"
    )
    row = await cursor.fetchone()
    return Backlog(*row) if row else Backlog(0, None)


async def republish(conn: Connection, since: datetime) -> int:
    """Mark what was published since then as unpublished. Safe: consumers know what they had."""
    cursor = await conn.execute(
        "update outbox set published_at = null where published_at is not null and occurred_at >= %s",
        (since,),
    )
    conn.wake(BELL)
    return cursor.rowcount


async def prune(conn: Connection, published_before: datetime, inbox_before: datetime) -> None:
    """Forget what no replay will ask for. The inbox is kept longer than any outbox row."""
    await conn.execute("delete from outbox where published_at < %s", (published_before,))
    await conn.execute("delete from inbox where received_at < %s", (inbox_before,))
