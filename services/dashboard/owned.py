"""What the owners show when they are asked, where no event tells it."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, RootModel

from services.dashboard.owners import OwnerAwayError, Owners
from shared.auth import Staff
from shared.events.appointments import Visit

T = TypeVar("T")


class WaitingCall(BaseModel):
    """A patient who did not answer, or whose answer could not be read."""

    call_id: str
    patient_id: str
    reason: str
    since: datetime


class WaitingCalls(BaseModel):
    calls: list[WaitingCall]


class Review(BaseModel):
    """A course that has come to a decision without a clear gain."""

    patient_id: str
    complaint_id: str
    complaint: str


class Reviews(BaseModel):
    reviews: list[Review]


class UncoveredVisit(BaseModel):
    """One whose practitioner is away, or whose place is closed."""

    patient_id: str
    patient_name: str
    visit: Visit


class UncoveredVisits(RootModel[list[UncoveredVisit]]):
    """As booking lists them."""


@dataclass(frozen=True)
class Waiting:
    """None where the owner is away."""

    calls: list[WaitingCall] | None
    reviews: list[Review] | None
    uncovered: list[UncoveredVisit] | None


async def show_waiting(owners: Owners, by: Staff) -> Waiting:
    calls, reviews, uncovered = await asyncio.gather(
        _unless_away(owners.followup.show("/staff/v1/calls", WaitingCalls, by)),
        _unless_away(owners.followup.show("/staff/v1/reviews", Reviews, by)),
        _unless_away(owners.booking.show("/staff/v1/uncovered", UncoveredVisits, by)),
    )
    return Waiting(
        calls.calls if calls else None,
        reviews.reviews if reviews else None,
        uncovered.root if uncovered else None,
    )


async def _unless_away(asking: Awaitable[T]) -> T | None:
    try:
        return await asking
    except OwnerAwayError:
        return None
