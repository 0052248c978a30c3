"""/staff/v1: the waitlist, what was offered, and whom to call."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from services.booking.api.counter import Counter, Open
from services.booking.api.problems import as_problems
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.api.staff_models import ChangedVisit
from services.booking.api.waitlist import Wanted
from services.booking.domain.appointment import Appointment
from services.booking.handlers import calling, taking, waitlist
from services.booking.handlers.facts import named, visit_of
from services.booking.handlers.visits import Change
from services.booking.store import waitlist as waitlist_store
from services.booking.store import waitlist_calls
from services.booking.store.waitlist import ListedEntry
from services.booking.store.waitlist_calls import Call
from shared.auth import Staff
from shared.events.appointments import Named
from shared.events.planning import Offer, OfferState, WaitlistState


class EntryBody(Wanted):
    patient_id: UUID
    appointment_id: UUID | None = Field(
        None, description="the later visit that an earlier time replaces"
    )


class EntryOut(BaseModel):
    id: str
    patient_id: str
    patient_name: str
    version: int
    state: WaitlistState
    treatment: Named
    practitioner: Named | None
    weekdays: list[int]
    from_time: str
    until_time: str
    notice_hours: int
    last_on: date | None
    appointment_id: str | None
    joined_at: datetime
    can_be_texted: bool
    offers: list[Offer]

    @classmethod
    def of(cls, listed: ListedEntry, at: Open) -> Self:
        entry, wanted = listed.entry, listed.entry.preferences
        who = wanted.practitioner_key
        return cls(
            id=entry.id,
            patient_id=entry.patient_id,
            patient_name=listed.patient_name,
            version=entry.version,
            state=entry.state,
            treatment=named(at.catalogue.treatments[entry.treatment_key]),
            practitioner=named(at.catalogue.practitioners[who]) if who else None,
            weekdays=sorted(wanted.weekdays),
            from_time=f"{wanted.from_time:%H:%M}",
            until_time=f"{wanted.until_time:%H:%M}",
            notice_hours=wanted.notice_hours,
            last_on=wanted.last_on,
            appointment_id=entry.appointment_id,
            joined_at=entry.joined_at,
            can_be_texted=listed.can_be_texted,
            offers=[waitlist.offered(at.catalogue, offer) for offer in entry.offers],
        )


class CallOut(BaseModel):
    id: str
    entry_id: str
    patient_id: str
    patient_name: str
    turn: int
    treatment: Named
    practitioner: Named
    starts_at: datetime
    opened_at: datetime

    @classmethod
    def of(cls, call: Call, at: Open) -> Self:
        return cls(
            id=call.id,
            entry_id=call.entry_id,
            patient_id=call.patient_id,
            patient_name=call.patient_name,
            turn=call.turn,
            treatment=named(at.catalogue.treatments[call.treatment_key]),
            practitioner=named(at.catalogue.practitioners[call.practitioner_key]),
            starts_at=call.starts_at.astimezone(at.location.zone),
            opened_at=call.opened_at,
        )


class CallOutcome(StrEnum):
    DECLINED = "declined"
    NOT_REACHED = "not_reached"


class CloseBody(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outcome: CallOutcome


def router(
    counter: Counter, reading: Callable[..., Staff], changing: Callable[..., Staff]
) -> APIRouter:
    api = APIRouter(prefix="/waitlist", tags=["waitlist"])
    _add_entries(api, counter, reading, changing)
    _add_offers(api, counter, changing)
    _add_calls(api, counter, reading, changing)
    return api


def _add_entries(
    api: APIRouter,
    counter: Counter,
    reading: Callable[..., Staff],
    changing: Callable[..., Staff],
) -> None:
    @api.get("", dependencies=[Depends(reading)])
    async def list_waiting() -> list[EntryOut]:
        """Who came first, first."""
        async with counter.open() as at:
            found = await waitlist_store.list_waiting(at.conn, at.location.key)
            return [EntryOut.of(listed, at) for listed in found]

    @api.post("", status_code=201, responses={**UNKNOWN, **REFUSALS})
    async def join(body: EntryBody, staff: Annotated[Staff, Depends(changing)]) -> EntryOut:
        with as_problems():
            async with counter.open() as at:
                later = str(body.appointment_id) if body.appointment_id else None
                new = body.entry(at, str(body.patient_id), later)
                listed = await waitlist.join(at.conn, at.desk, new, f"staff:{staff.id}")
                return EntryOut.of(listed, at)

    @api.post("/{entry_id}/leave", responses={**UNKNOWN, **REFUSALS})
    async def leave(entry_id: UUID, staff: Annotated[Staff, Depends(changing)]) -> EntryOut:
        """An open offer ends with it."""
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now)
                await waitlist.leave(at.conn, at.desk, str(entry_id), change)
                return await _entry(at, str(entry_id))


def _add_offers(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.post("/offers/{offer_id}/accept", responses={**UNKNOWN, **REFUSALS})
    async def accept(offer_id: UUID, staff: Annotated[Staff, Depends(changing)]) -> ChangedVisit:
        """The patient said yes, on the phone."""
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now)
                booked = await taking.accept(at.conn, at.desk, str(offer_id), change)
                return _changed(at, booked)

    @api.post("/offers/{offer_id}/withdraw", responses={**UNKNOWN, **REFUSALS})
    async def withdraw(offer_id: UUID, staff: Annotated[Staff, Depends(changing)]) -> EntryOut:
        """The next one is asked."""
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now)
                entry = await taking.decline(
                    at.conn, at.desk, str(offer_id), OfferState.WITHDRAWN, change
                )
                return await _entry(at, entry.id)


def _add_calls(
    api: APIRouter,
    counter: Counter,
    reading: Callable[..., Staff],
    changing: Callable[..., Staff],
) -> None:
    @api.get("/calls", dependencies=[Depends(reading)])
    async def list_calls() -> list[CallOut]:
        """Whom to call about times that came free less than three hours ahead."""
        async with counter.open() as at:
            found = await waitlist_calls.list_open(at.conn, at.location.key)
            return [CallOut.of(call, at) for call in found]

    @api.post("/calls/{call_id}/book", responses={**UNKNOWN, **REFUSALS})
    async def book(call_id: UUID, staff: Annotated[Staff, Depends(changing)]) -> ChangedVisit:
        """The patient said yes; the others need not be called."""
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now)
                booked = await calling.book(at.conn, at.desk, str(call_id), change)
                return _changed(at, booked)

    @api.post("/calls/{call_id}/close", status_code=204, responses=UNKNOWN)
    async def close(
        call_id: UUID, body: CloseBody, staff: Annotated[Staff, Depends(changing)]
    ) -> None:
        with as_problems():
            async with counter.open() as at:
                change = Change(f"staff:{staff.id}", at.now)
                await calling.close(at.conn, str(call_id), body.outcome, change)


async def _entry(at: Open, entry_id: str) -> EntryOut:
    listed = await waitlist_store.find(at.conn, entry_id)
    assert listed is not None  # noqa: S101 - it was changed in this transaction
    return EntryOut.of(listed, at)


def _changed(at: Open, booked: Appointment) -> ChangedVisit:
    visit = visit_of(booked, at.catalogue, at.desk.links)
    return ChangedVisit(patient_id=booked.patient_id, visit=visit)
