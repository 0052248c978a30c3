"""Who is told of visits by webhook, and what becomes of a delivery."""

from collections.abc import Sequence
from datetime import datetime

from services.booking.domain.webhook import (
    GONE,
    TYPES,
    DeliveryState,
    Secrets,
    after_failure,
    body_of,
    signed,
)
from services.booking.store import webhooks
from services.booking.store.webhooks import Due, Endpoint
from shared.db import Connection
from shared.ids import new_id


class UnknownWebhookError(LookupError):
    """There is no such endpoint or delivery."""


async def add(
    conn: Connection, url: str, names: Sequence[str], actor: str, now: datetime
) -> Endpoint:
    wire_types = sorted({TYPES[name].type for name in names})
    return await webhooks.add(conn, new_id(), url, wire_types, actor, now)


async def get(conn: Connection, endpoint_id: str) -> Endpoint:
    """Locked until the transaction ends. Raises UnknownWebhookError."""
    try:
        return await webhooks.get(conn, endpoint_id)
    except LookupError:
        raise UnknownWebhookError from None


async def rotate(conn: Connection, secrets: Secrets, endpoint_id: str, now: datetime) -> str:
    """The new secret; the old one signs too for a day. Raises UnknownWebhookError."""
    endpoint = await get(conn, endpoint_id)
    return secrets.of(endpoint.id, await webhooks.rotate(conn, endpoint, now))


async def remove(conn: Connection, endpoint_id: str, now: datetime) -> None:
    """Raises UnknownWebhookError."""
    await webhooks.remove(conn, await get(conn, endpoint_id), now)


async def replay(conn: Connection, delivery_id: str, now: datetime) -> None:
    """Raises UnknownWebhookError when there is no dead delivery of that id."""
    if not await webhooks.replay(conn, delivery_id, now):
        raise UnknownWebhookError


def message_of(due: Due, secrets: Secrets, now: datetime) -> tuple[dict[str, str], str]:
    """Headers and body. The event's id stays the same for every attempt."""
    body = body_of(due.type, due.occurred_at, due.event)
    valid = secrets.valid(due.endpoint_id, due.generation, due.rotated_at, now)
    return signed(valid, due.event_id, now, body), body


async def record(conn: Connection, due: Due, outcome: str, now: datetime) -> None:
    """`outcome` is the receiver's status, or what went wrong on the way."""
    if outcome.startswith("2"):
        await webhooks.record(conn, due.id, DeliveryState.DELIVERED, outcome, now)
        return
    if outcome == str(GONE):
        await webhooks.disable(conn, due.endpoint_key)
    wait = None if outcome == str(GONE) else after_failure(due.attempts)
    state = DeliveryState.WAITING if wait else DeliveryState.DEAD
    await webhooks.record(conn, due.id, state, outcome, now + wait if wait else now)
