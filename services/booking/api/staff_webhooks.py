"""/staff/v1/webhooks: for the owner alone."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.booking.api.counter import Counter
from services.booking.api.problems import as_problems, field_problem
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.carrier import Addresses, RefusedAddressError
from services.booking.domain.webhook import NAMES, DeliveryState, Secrets
from services.booking.handlers import webhooks
from services.booking.store import webhooks as webhooks_store
from services.booking.store.webhooks import Delivery, Endpoint
from shared.auth import Staff

Name = Literal[
    "appointment.booked",
    "appointment.confirmed",
    "appointment.rescheduled",
    "appointment.cancelled",
    "appointment.arrived",
    "appointment.completed",
    "appointment.no_show",
    "appointment.restored",
]
MOST_DELIVERIES = 100


class WebhookBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[!-~]+$")] = Field(
        examples=["https://example.com/hooks/visits"]
    )
    event_types: Annotated[list[Name], Field(min_length=1, max_length=20)]


class WebhookOut(BaseModel):
    id: str
    url: str
    event_types: list[str]
    active: bool
    created_at: datetime

    @classmethod
    def of(cls, endpoint: Endpoint) -> Self:
        return cls(
            id=endpoint.id,
            url=endpoint.url,
            event_types=[NAMES[wire] for wire in endpoint.event_types],
            active=endpoint.active,
            created_at=endpoint.created_at,
        )


class SecretOut(BaseModel):
    secret: str = Field(description="shown this once; signs as Standard Webhooks says")


class NewWebhookOut(SecretOut):
    webhook: WebhookOut


class DeliveryOut(BaseModel):
    id: str
    event_id: str
    type: str
    state: DeliveryState
    attempts: int
    next_at: datetime
    last_outcome: str | None

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        return cls(**{**vars(delivery), "type": NAMES[delivery.type]})


def router(
    counter: Counter, owning: Callable[..., Staff], addresses: Addresses, secrets: Secrets
) -> APIRouter:
    api = APIRouter(prefix="/staff/v1/webhooks", tags=["webhooks"])
    _add_endpoints(api, counter, owning, addresses, secrets)
    _add_deliveries(api, counter, owning)
    return api


def _add_endpoints(
    api: APIRouter,
    counter: Counter,
    owning: Callable[..., Staff],
    addresses: Addresses,
    secrets: Secrets,
) -> None:
    @api.get("", dependencies=[Depends(owning)])
    async def list_webhooks() -> list[WebhookOut]:
        async with counter.open() as at:
            found = await webhooks_store.list_endpoints(at.conn)
            return [WebhookOut.of(endpoint) for endpoint in found]

    @api.post("", status_code=201, responses=REFUSALS)
    async def add(body: WebhookBody, staff: Annotated[Staff, Depends(owning)]) -> NewWebhookOut:
        """Tell this address of visits from now on: ids and times, no names, no phones."""
        try:
            await addresses.check(body.url)
        except RefusedAddressError:
            raise field_problem("url", "refused") from None
        async with counter.open() as at:
            by = f"staff:{staff.id}"
            endpoint = await webhooks.add(at.conn, body.url, body.event_types, by, at.now)
            secret = secrets.of(endpoint.id, endpoint.generation)
            return NewWebhookOut(webhook=WebhookOut.of(endpoint), secret=secret)

    @api.post("/{webhook_id}/rotate", dependencies=[Depends(owning)], responses=UNKNOWN)
    async def rotate(webhook_id: UUID) -> SecretOut:
        """A new secret. For a day deliveries carry the old one's signature too."""
        with as_problems():
            async with counter.open() as at:
                secret = await webhooks.rotate(at.conn, secrets, str(webhook_id), at.now)
                return SecretOut(secret=secret)

    @api.delete("/{webhook_id}", status_code=204, dependencies=[Depends(owning)], responses=UNKNOWN)
    async def remove(webhook_id: UUID) -> None:
        """What still waits is not sent."""
        with as_problems():
            async with counter.open() as at:
                await webhooks.remove(at.conn, str(webhook_id), at.now)


def _add_deliveries(api: APIRouter, counter: Counter, owning: Callable[..., Staff]) -> None:
    @api.get("/{webhook_id}/deliveries", dependencies=[Depends(owning)], responses=UNKNOWN)
    async def list_deliveries(webhook_id: UUID) -> list[DeliveryOut]:
        """The latest hundred."""
        with as_problems():
            async with counter.open() as at:
                endpoint = await webhooks.get(at.conn, str(webhook_id))
                found = await webhooks_store.list_deliveries(at.conn, endpoint.key, MOST_DELIVERIES)
                return [DeliveryOut.of(delivery) for delivery in found]

    @api.post(
        "/deliveries/{delivery_id}/replay",
        status_code=204,
        dependencies=[Depends(owning)],
        responses=UNKNOWN,
    )
    async def replay(delivery_id: UUID) -> None:
        """Try a dead delivery again, with the same event id."""
        with as_problems():
            async with counter.open() as at:
                await webhooks.replay(at.conn, str(delivery_id), at.now)
