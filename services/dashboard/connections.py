"""What other programs are connected with booking, as it shows it to the owner."""

from datetime import datetime

from pydantic import BaseModel, RootModel


class Webhook(BaseModel):
    id: str
    url: str
    event_types: list[str]
    active: bool
    created_at: datetime


class Webhooks(RootModel[list[Webhook]]):
    """Those that are told of visits."""


class Secret(BaseModel):
    """Shown once."""

    secret: str


class Delivery(BaseModel):
    id: str
    event_id: str
    type: str
    state: str
    attempts: int
    next_at: datetime
    last_outcome: str | None


class Deliveries(RootModel[list[Delivery]]):
    """The latest hundred."""


class OutsideCalendar(BaseModel):
    """`error` is why it could not be read the last time."""

    host: str
    added_at: datetime
    tried_at: datetime | None
    read_at: datetime | None
    error: str | None
    busy: int


class Feed(BaseModel):
    """A private address, shown once."""

    url: str
