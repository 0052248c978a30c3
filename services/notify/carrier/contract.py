"""What notify asks of a carrier, in its own words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from services.notify.domain.carrier_errors import CarrierError


@dataclass(frozen=True)
class Outgoing:
    """`attempt_id` names this try; the carrier hands both ids back with each report. `phone` is the
    address of what goes by e-mail.
    """

    text_id: UUID
    attempt_id: UUID
    phone: str
    body: str
    useful_for: timedelta


@dataclass(frozen=True)
class OutgoingMail:
    """`calendar`: the visit as a file, with the method it names. `unsubscribe_url` is there where
    the reader may want no more of the kind.
    """

    text_id: UUID
    attempt_id: UUID
    address: str
    from_name: str
    subject: str
    body: str
    at: datetime
    calendar: bytes | None = None
    method: str = "PUBLISH"
    unsubscribe_url: str | None = None
    language: str = "en"


@dataclass(frozen=True)
class Accepted:
    sid: str
    status: str
    error_code: str | None = None  # where the status is a failure


@dataclass(frozen=True)
class Refused:
    """`bad_recipient`: nobody will ever be reached there."""

    code: str
    error: CarrierError
    bad_recipient: bool = False


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


class Door(Protocol):
    """The way out."""

    async def send(self, outgoing: Outgoing) -> Outcome:
        """Never raises for what a network or a carrier can do: that is an outcome."""
        ...


class Carrier(Door, Protocol):
    async def find(
        self, phone: str, body: str, *, since: datetime, besides: frozenset[str]
    ) -> Accepted | None:
        """The text to `phone` with these words that the carrier took since then, if it did, other
        than those known by sid. Raises CarrierAwayError.
        """
        ...

    async def has_listed_past(self, at: datetime) -> bool:
        """Whether its list shows a text younger than that: what it took by then and does not list,
        it never took. Raises CarrierAwayError.
        """
        ...

    async def list_sent(self, since: datetime) -> list[Accepted]:
        """What it has taken from us since then, oldest first. Raises CarrierAwayError."""
        ...

    async def list_received(self, since: datetime) -> list[Received]:
        """What patients have texted since then, oldest first. Raises CarrierAwayError."""
        ...
