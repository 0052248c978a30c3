"""What every event is: a frozen fact with a hand-written, versioned wire name and a topic."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A value inside an event. Unknown fields are accepted: a newer publisher may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


_types: dict[str, type["Event"]] = {}


class Event(Part):
    """A fact about one patient. `patient_id` is the record key on every topic, so that all of one
    patient's facts of a topic stay in order. It is opaque; for an unknown phone, a keyed hash.
    """

    type: ClassVar[str]
    topic: ClassVar[str]

    patient_id: str

    def __init_subclass__(cls, type: str | None = None, topic: str | None = None) -> None:  # noqa: A002
        super().__init_subclass__()
        if topic is not None:
            cls.topic = topic
        if type is not None:
            if type in _types:
                raise ValueError(f"{type} is already the wire name of {_types[type].__name__}")
            cls.type = type
            _types[type] = cls

    @classmethod
    def __pydantic_init_subclass__(cls, **_: object) -> None:
        """Pydantic passes the class arguments on; they are used up above."""


E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True)
class Received(Generic[E_co]):
    """An event as it arrived: the fact and its envelope."""

    id: UUID
    event: E_co
    occurred_at: datetime
    traceparent: str | None = None


def event_types() -> dict[str, type[Event]]:
    """Wire name -> model, for every event of every service."""
    from shared.events import (  # noqa: F401 - importing registers them
        alerts,
        appointments,
        checkins,
        intakes,
        merges,
        messages,
        outreach,
        patients,
        planning,
        replies,
    )

    return dict(_types)
