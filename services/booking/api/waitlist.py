"""/api/v1: waiting for a time that is taken."""

import contextlib
from datetime import date, time
from typing import Annotated, Self

from fastapi import APIRouter, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from services.booking.api.counter import Counter, Open
from services.booking.api.models import ANY, Day, PatientBody, chosen
from services.booking.api.problems import as_problems
from services.booking.api.public import UNKNOWN, Proof, address_of
from services.booking.domain.catalogue import Catalogue
from services.booking.domain.patient import RefusedFieldError
from services.booking.domain.waitlist import WaitlistEntry
from services.booking.handlers import registering, waitlist
from services.booking.handlers.gate import Visitor
from services.booking.handlers.slots import wish_for
from services.booking.handlers.waitlist import WaitsAlreadyError
from services.booking.store.waitlist import NewEntry
from shared.events.planning import WaitlistState
from shared.http.problems import refusals
from shared.ids import new_id

WEEK = frozenset(range(1, 8))
# A clock on the clinic's wall shows no offset: one that is sent all the same is passed over.
WallTime = Annotated[time, AfterValidator(lambda at: at.replace(tzinfo=None))]


class Wanted(BaseModel):
    """Wall times at the clinic; the visit begins at or after `from_time` and before `until_time`."""

    model_config = ConfigDict(extra="forbid")

    treatment: str = Field(examples=["acupuncture"])
    practitioner: str = Field(ANY, examples=["any", "chianni-lin"])
    weekdays: Annotated[frozenset[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1)] = Field(
        WEEK, description="ISO: 1 is Monday"
    )
    from_time: WallTime = time(0)
    until_time: WallTime = time(23, 59)
    notice_hours: Annotated[int, Field(ge=0, le=336)] = Field(
        3, description="how long ahead the patient must know"
    )
    last_on: Day | None = Field(None, description="no use after this day")

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> Self:
        if self.until_time <= self.from_time:
            raise ValueError("until_time must be after from_time")
        return self

    def entry(self, at: Open, patient_id: str, appointment_id: str | None) -> NewEntry:
        """Raises UnknownChoiceError."""
        who = chosen(self.practitioner)
        wish = wish_for(at.catalogue, at.location, self.treatment, who)
        return NewEntry(
            id=new_id(),
            patient_id=patient_id,
            location_key=at.location.key,
            treatment_key=wish.treatment.key,
            practitioner_key=wish.practitioners[0].key if who else None,
            weekdays=sorted(self.weekdays),
            from_time=self.from_time,
            until_time=self.until_time,
            notice_hours=self.notice_hours,
            last_on=self.last_on,
            appointment_id=appointment_id,
            joined_at=at.now,
        )


class JoinBody(Wanted):
    patient: PatientBody
    text_consent: bool = Field(
        False, description="needed: offers come by text. The wording is GET /api/v1/practice's"
    )


class Joined(BaseModel):
    treatment: str
    practitioner: str


class WaitOut(BaseModel):
    """What somebody waits for; wall times at the clinic."""

    state: WaitlistState
    treatment: str
    practitioner: str = Field(description='"any" for whoever is free')
    weekdays: list[int]
    from_time: str
    until_time: str
    last_on: date | None

    @classmethod
    def of(cls, entry: WaitlistEntry, catalogue: Catalogue) -> Self:
        wanted, who = entry.preferences, entry.preferences.practitioner_key
        return cls(
            state=entry.state,
            treatment=catalogue.treatments[entry.treatment_key].id,
            practitioner=catalogue.practitioners[who].id if who else ANY,
            weekdays=sorted(wanted.weekdays),
            from_time=f"{wanted.from_time:%H:%M}",
            until_time=f"{wanted.until_time:%H:%M}",
            last_on=wanted.last_on,
        )


def router(counter: Counter) -> APIRouter:
    api = APIRouter(prefix="/api/v1", tags=["waitlist"])

    @api.post("/waitlist", status_code=201, responses=refusals(422, 429))
    async def join(sent: Request, body: JoinBody, altcha: Proof = None) -> Joined:
        """Be offered a time that comes free, by text. Joining again is joining once; the answer
        does not tell who waits already.
        """
        with as_problems():
            if not body.text_consent:
                raise RefusedFieldError("text_consent", "missing")
            contact = body.patient.contact()
            visitor = Visitor(address_of(sent), altcha)
            await counter.gate.admit(visitor, contact.phone, counter.clock.now())
            async with counter.open() as at:
                patient_id = await registering.register(
                    at.conn, at.desk, at.location, contact, "booking_api", at.now
                )
                new = body.entry(at, patient_id, None)
                with contextlib.suppress(WaitsAlreadyError):
                    await waitlist.join(at.conn, at.desk, new, "patient")
        return Joined(treatment=body.treatment, practitioner=body.practitioner)

    _add_leaving(api, counter)
    return api


def _add_leaving(api: APIRouter, counter: Counter) -> None:
    @api.get("/waitlist/{token}", responses=UNKNOWN)
    async def get_wait(token: str) -> WaitOut:
        """By the token of the link in the text that told of it."""
        with as_problems():
            async with counter.open() as at:
                entry = await waitlist.get_by_link(at.conn, token)
                return WaitOut.of(entry, at.catalogue)

    @api.post("/waitlist/{token}/leave", responses=UNKNOWN)
    async def leave(token: str) -> WaitOut:
        """A second time is answered as the first. What is held for them is given up."""
        with as_problems():
            async with counter.open() as at:
                left = await waitlist.leave_by_link(at.conn, at.desk, token, at.now)
                return WaitOut.of(left, at.catalogue)
