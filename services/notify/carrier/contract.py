"""What notify asks of a carrier, in its own words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
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
    segments: int = 1

    @property
    def recipient(self) -> str:
        return self.phone


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
    segments: int = 0  # of the carrier's, which has nothing to do with it

    @property
    def recipient(self) -> str:
        return self.address


class Going(Protocol):
    """What goes out, whichever way."""

    @property
    def text_id(self) -> UUID: ...
    @property
    def attempt_id(self) -> UUID: ...
    @property
    def segments(self) -> int: ...
    @property
    def recipient(self) -> str: ...


@dataclass(frozen=True)
class Accepted:
    sid: str
    status: str


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


G_contra = TypeVar("G_contra", bound=Going, contravariant=True)


class Door(Protocol[G_contra]):
    """The way out of one kind of message."""

    async def send(self, outgoing: G_contra, /) -> Outcome:
        """Never raises for what a network or a carrier can do: that is an outcome."""
        ...


class Carrier(Door[Outgoing], Protocol):
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
