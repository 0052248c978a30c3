"""What the owners show when they are asked, where no event tells it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, RootModel

from services.dashboard.owners import OwnerAwayError, Owners
from shared.auth import Staff
from shared.events.appointments import Named, Visit, VisitStatus

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


class MovedVisit(BaseModel):
    """As booking answers a move."""

    visit: Visit


class UncoveredVisits(RootModel[list[UncoveredVisit]]):
    """As booking lists them."""


class Treatment(BaseModel):
    id: str
    name: str
    minutes: int
    practitioners: list[str]


class Treatments(RootModel[list[Treatment]]):
    """As booking offers them."""


class Practitioner(BaseModel):
    id: str
    name: str


class Practitioners(RootModel[list[Practitioner]]):
    """Those who give visits now."""


class Practice(BaseModel):
    text_consent_wording: str
    email_offered: bool
    email_consent_wording: str


class TimeOff(BaseModel):
    """Of one practitioner; with none, the whole location is closed."""

    id: str
    practitioner: str | None
    starts_at: datetime
    ends_at: datetime
    reason: str | None


class TimesOff(RootModel[list[TimeOff]]):
    """As booking lists them."""


class OpenHours(BaseModel):
    """Of one practitioner, without time off and closures."""

    practitioner: str
    starts_at: datetime
    ends_at: datetime


class OpenHoursList(RootModel[list[OpenHours]]):
    """As booking lists them."""


class ResultGroup(BaseModel):
    """With too few patients for a number, only how many they are."""

    name: str
    patients: int
    gained_2_points: int | None
    gained_30_percent: int | None
    gained_both: int | None
    worse: int | None


class Responses(BaseModel):
    asked: int
    answered: int
    rate_percent: float | None
    median_reply_minutes: float | None


class Results(BaseModel):
    smallest_group: int
    groups: list[ResultGroup]
    responses: Responses


class Export(BaseModel):
    """Every row of one patient, by table."""

    tables: dict[str, list[dict[str, Any]]]


class CaseEntry(BaseModel):
    """One thing that happened to an alert."""

    at: datetime
    what: str
    staff_name: str | None
    outcome: str | None


class Case(BaseModel):
    history: list[CaseEntry]


@dataclass(frozen=True)
class Catalogue:
    treatments: list[Treatment]
    practitioners: list[Practitioner]
    consent_wording: str
    email_wording: str | None  # none where nobody is e-mailed


@dataclass(frozen=True)
class Waiting:
    """None where the owner is away."""

    calls: list[WaitingCall] | None
    reviews: list[Review] | None
    uncovered: list[UncoveredVisit] | None


async def show_catalogue(owners: Owners, by: Staff) -> Catalogue:
    """Raises OwnerAwayError."""
    treatments, practitioners, practice = await asyncio.gather(
        owners.booking.show("/api/v1/treatments", Treatments, by, {"offline": "true"}),
        owners.booking.show("/api/v1/practitioners", Practitioners, by),
        owners.booking.show("/api/v1/practice", Practice, by),
    )
    return Catalogue(
        treatments.root,
        practitioners.root,
        practice.text_consent_wording,
        practice.email_consent_wording if practice.email_offered else None,
    )


async def show_uncovered(owners: Owners, by: Staff) -> list[UncoveredVisit]:
    """Empty while there is no practice yet. Raises OwnerAwayError."""
    found = await owners.booking.find("/staff/v1/uncovered", UncoveredVisits, by)
    return found.root if found else []


async def show_would_uncover(
    owners: Owners, by: Staff, asked: Mapping[str, object]
) -> list[UncoveredVisit]:
    """What such time off would leave uncovered. Raises OwnerAwayError."""
    query = {name: str(value) for name, value in asked.items() if value is not None}
    path = "/staff/v1/time-off/uncovers"
    return (await owners.booking.show(path, UncoveredVisits, by, query)).root


async def show_times_off(
    owners: Owners, by: Staff, start: datetime, end: datetime
) -> list[TimeOff]:
    """Empty while there is no practice yet. Raises OwnerAwayError."""
    query = {"starts_at": start.isoformat(), "ends_at": end.isoformat()}
    found = await owners.booking.find("/staff/v1/time-off", TimesOff, by, query)
    return found.root if found else []


class Coming(BaseModel):
    appointment_id: str
    patient_id: str
    patient_name: str
    status: VisitStatus


class HeldClass(BaseModel):
    """A class on one day, and who comes. `held` is false when it no longer takes place."""

    treatment: Named
    practitioner: Named
    starts_at: datetime
    ends_at: datetime
    held: bool
    seats: int
    seats_left: int
    coming: list[Coming]


class HeldClasses(RootModel[list[HeldClass]]):
    """As booking lists them."""


async def show_classes(owners: Owners, by: Staff, first: date, last: date) -> list[HeldClass]:
    """Empty while there is no practice yet. Raises OwnerAwayError."""
    query = {"first": first.isoformat(), "last": last.isoformat()}
    found = await owners.booking.find("/staff/v1/classes", HeldClasses, by, query)
    return found.root if found else []


async def show_open_minutes(
    owners: Owners, by: Staff, first: date, last: date
) -> dict[str, int] | None:
    """By practitioner; None while booking is away."""
    query = {"first": first.isoformat(), "last": last.isoformat()}
    asking = owners.booking.show("/staff/v1/opening-hours", OpenHoursList, by, query)
    if (listed := await _unless_away(asking)) is None:
        return None
    minutes: Counter[str] = Counter()
    for hours in listed.root:
        minutes[hours.practitioner] += int((hours.ends_at - hours.starts_at).total_seconds()) // 60
    return minutes


async def show_results(
    owners: Owners, by: Staff, start: datetime, end: datetime, grouped: str
) -> Results | None:
    """None while followup is away."""
    query = {"since": start.isoformat(), "until": end.isoformat(), "by": grouped}
    return await _unless_away(owners.followup.show("/staff/v1/results", Results, by, query))


async def show_waiting(owners: Owners, by: Staff) -> Waiting:
    calls, reviews, uncovered = await asyncio.gather(
        _unless_away(owners.followup.show("/staff/v1/calls", WaitingCalls, by)),
        _unless_away(owners.followup.show("/staff/v1/reviews", Reviews, by)),
        _unless_away(show_uncovered(owners, by)),
    )
    return Waiting(
        calls.calls if calls else None,
        reviews.reviews if reviews else None,
        uncovered,
    )


async def _unless_away(asking: Awaitable[T]) -> T | None:
    try:
        return await asking
    except OwnerAwayError:
        return None
