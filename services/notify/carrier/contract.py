"""What notify asks of a carrier, in its own words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.notify.domain.carrier_errors import CarrierError


@dataclass(frozen=True)
class Outgoing:
    """`attempt_id` names this try; the carrier hands both ids back with each report."""

    text_id: UUID
    attempt_id: UUID
    phone: str
    body: str
    useful_for: timedelta


@dataclass(frozen=True)
class Accepted:
    sid: str
    status: str


@dataclass(frozen=True)
class Refused:
    code: str
    error: CarrierError


Outcome = Accepted | Refused


@dataclass(frozen=True)
class Received:
    """A patient's text, as the carrier has it on record."""

    sid: str
    phone: str
    our_number: str
    body: str
    media_count: int
    at: datetime


class CarrierAwayError(Exception):
    """The carrier cannot be asked now."""


class Carrier(Protocol):
    async def send(self, outgoing: Outgoing) -> Outcome:
        """Never raises for what a network or a carrier can do: that is an outcome."""
        ...

    async def find(
        self, phone: str, body: str, *, since: datetime, besides: frozenset[str]
    ) -> Accepted | None:
        """The text to `phone` with these words that the carrier took since then, if it did, other
        than those known by sid. Raises CarrierAwayError.
        """
        ...

    async def list_sent(self, since: datetime) -> list[Accepted]:
        """What it has taken from us since then, oldest first. Raises CarrierAwayError."""
        ...

    async def list_received(self, since: datetime) -> list[Received]:
        """What patients have texted since then, oldest first. Raises CarrierAwayError."""
        ...
