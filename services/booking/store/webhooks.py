"""Who is told of visits, and how that went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from services.booking.domain.webhook import DeliveryState
from shared.db import Connection

ENDPOINT = """select key, id::text, url, event_types, active, generation, rotated_at, created_at
              from webhook_endpoint where removed_at is null and """


@dataclass(frozen=True)
class Endpoint:
    key: int
    id: str
    url: str
    event_types: list[str]
    active: bool
    generation: int
    rotated_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class Due:
    """A delivery to be tried, with where it goes."""

    id: str
    endpoint_key: int
    endpoint_id: str
    url: str
    generation: int
    rotated_at: datetime | None
    event_id: str
    type: str
    event: dict[str, Any]
    occurred_at: datetime
    attempts: int  # with the one to be made now


@dataclass(frozen=True)
class Delivery:
    id: str
    event_id: str
    type: str
    state: DeliveryState
    attempts: int
    next_at: datetime
    last_outcome: str | None


async def add(
    conn: Connection, endpoint_id: UUID, url: str, event_types: list[str], by: str, at: datetime
) -> Endpoint:
    await conn.execute(
        """insert into webhook_endpoint (id, url, event_types, created_by, created_at)
           values (%s, %s, %s, %s, %s)""",
        (endpoint_id, url, event_types, by, at),
    )
    return await get(conn, str(endpoint_id))


async def list_endpoints(conn: Connection) -> list[Endpoint]:
    async with conn.cursor(row_factory=class_row(Endpoint)) as cursor:
        await cursor.execute((ENDPOINT + "true order by key").encode())
        return await cursor.fetchall()


async def get(conn: Connection, endpoint_id: str) -> Endpoint:
    """Locked until the transaction ends. Raises LookupError."""
    async with conn.cursor(row_factory=class_row(Endpoint)) as cursor:
        await cursor.execute((ENDPOINT + "id = %s for update").encode(), (endpoint_id,))
        found = await cursor.fetchone()
    if found is None:
        raise LookupError("webhook endpoint")
    return found


async def rotate(conn: Connection, endpoint: Endpoint, at: datetime) -> int:
    """The new generation."""
    await conn.execute(
        "update webhook_endpoint set generation = %s, rotated_at = %s where key = %s",
        (endpoint.generation + 1, at, endpoint.key),
    )
    return endpoint.generation + 1


async def remove(conn: Connection, endpoint: Endpoint, at: datetime) -> None:
    """What still waits is not sent."""
    await conn.execute(
        "update webhook_endpoint set active = false, removed_at = %s where key = %s",
        (at, endpoint.key),
    )


async def disable(conn: Connection, endpoint_key: int) -> None:
    await conn.execute("update webhook_endpoint set active = false where key = %s", (endpoint_key,))


async def claim_due(conn: Connection, now: datetime, lease_until: datetime) -> Due | None:
    """Another process may try it again from `lease_until` on, should this one die."""
    async with conn.cursor(row_factory=class_row(Due)) as cursor:
        await cursor.execute(
            """with due as (
                 select d.id from webhook_delivery d
                 join webhook_endpoint e on e.key = d.endpoint_key
                 where d.state = 'waiting' and d.next_at <= %s and e.active
                 order by d.next_at, d.id limit 1 for update of d skip locked
               )
               update webhook_delivery d set attempts = attempts + 1, next_at = %s
               from due, webhook_endpoint e
               where d.id = due.id and e.key = d.endpoint_key
               returning d.id::text, d.endpoint_key, e.id::text as endpoint_id, e.url,
                         e.generation, e.rotated_at, d.event_id::text, d.type, d.event,
                         d.occurred_at, d.attempts""",
            (now, lease_until),
        )
        return await cursor.fetchone()


async def record(
    conn: Connection, delivery_id: str, state: DeliveryState, outcome: str, next_at: datetime
) -> None:
    await conn.execute(
        "update webhook_delivery set state = %s, last_outcome = %s, next_at = %s where id = %s",
        (state, outcome, next_at, delivery_id),
    )


async def replay(conn: Connection, delivery_id: str, at: datetime) -> bool:
    """Try a dead one from the beginning. False when there is none."""
    cursor = await conn.execute(
        """update webhook_delivery set state = 'waiting', attempts = 0, next_at = %s
           where id = %s and state = 'dead' returning id""",
        (at, delivery_id),
    )
    return await cursor.fetchone() is not None


async def list_deliveries(conn: Connection, endpoint_key: int, limit: int) -> list[Delivery]:
    """The latest first."""
    async with conn.cursor(row_factory=class_row(Delivery)) as cursor:
        await cursor.execute(
            """select id::text, event_id::text, type, state, attempts, next_at, last_outcome
               from webhook_delivery where endpoint_key = %s
               order by occurred_at desc, id limit %s""",
            (endpoint_key, limit),
        )
        return await cursor.fetchall()
