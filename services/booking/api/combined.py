"""/api/v1/combined: two visits one after the other, booked as one."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from services.booking.api.counter import Counter, Open
from services.booking.api.models import (
    ANY,
    AppointmentBody,
    AppointmentOut,
    Day,
    Instant,
    SlotOut,
    chosen,
)
from services.booking.api.pair_counter import PairCounter
from services.booking.api.problems import as_problems, slot_out, time_problem
from services.booking.api.public import LIMITED, Key, Proof, address_of
from services.booking.domain.booking import BookingRequest, TimeRefused
from services.booking.domain.combined import in_two
from services.booking.handlers import combined, slots
from services.booking.handlers.combined import Together
from services.booking.handlers.gate import Visitor
from services.booking.handlers.slots import Question
from shared.http.problems import ProblemBody
from shared.ids import new_id


class CombinedBody(AppointmentBody):
    """The first visit with all that belongs to the patient, and what follows it."""

    then_treatment: str = Field(examples=["myofascial-release"])
    then_practitioner: str = Field(ANY, examples=["any", "mateo-rivera"])
    then_starts_at: Instant = Field(examples=["2027-03-16T10:45:00-07:00"])

    one_practitioner: bool = Field(
        False, description="one and the same for both, whoever can; instead of naming them"
    )

    def requests(self, location_id: str | None) -> tuple[BookingRequest, BookingRequest]:
        """Raises RefusedFieldError."""
        asked = self.request(actor="patient", consent_source="booking_api", location_id=location_id)
        who = chosen(self.then_practitioner)
        return in_two(
            asked, self.then_treatment, who, self.then_starts_at, by_one=self.one_practitioner
        )


class CombinedSlotOut(BaseModel):
    first: SlotOut
    then: SlotOut


class CombinedOut(BaseModel):
    first: AppointmentOut
    then: AppointmentOut


def router(counter: Counter) -> APIRouter:
    api = APIRouter(prefix="/api/v1/combined", tags=["combined visits"])
    _add_slots(api, counter)
    _add_booking(api, counter)
    return api


def _add_slots(api: APIRouter, counter: Counter) -> None:
    @api.get("/slots", responses={422: {"model": ProblemBody}})
    async def list_combined_slots(
        treatment: str,
        then_treatment: str,
        day: Annotated[Day, Query(alias="date")],
        practitioner: str = ANY,
        then_practitioner: str = ANY,
        one_practitioner: bool = False,
    ) -> list[CombinedSlotOut]:
        """The starts of one day at which both visits fit. With `one_practitioner`, those who give
        both are named in both.
        """
        with as_problems():
            async with counter.open() as at:
                first = _question(at, counter, treatment, practitioner)
                second = _question(at, counter, then_treatment, then_practitioner)
                asked = Together(first, second, one_practitioner)
                found = await combined.list_pairs(at.conn, asked, [day])
                zone = at.location.zone
                return [
                    CombinedSlotOut(
                        first=slot_out(pair.first, zone), then=slot_out(pair.second, zone)
                    )
                    for pair in found
                ]


def _add_booking(api: APIRouter, counter: Counter) -> None:
    @api.post("/appointments", status_code=201, responses=LIMITED)
    async def book_combined(
        sent: Request, body: CombinedBody, idempotency_key: Key = None, altcha: Proof = None
    ) -> CombinedOut:
        """Both or neither, each a visit with a link of its own. 409 carries the `nearest` times at
        which both fit, from the start of the first to the end of the second, which begins at
        `then_starts_at`.
        """
        with as_problems():
            first, then = body.requests(counter.location_id)
            visitor = Visitor(address_of(sent), altcha)
            await counter.gate.admit(visitor, first.contact.phone, counter.clock.now())
            pair_counter = PairCounter(counter, by_one=body.one_practitioner)
            outcome = await pair_counter.book(first, then, idempotency_key or str(new_id()))
            if isinstance(outcome, TimeRefused):
                async with counter.open() as at:
                    raise time_problem(outcome, at.location.zone)
            one, other = (
                AppointmentOut.of(visit, counter.links.manage_url(visit.appointment_id))
                for visit in outcome
            )
            return CombinedOut(first=one, then=other)


def _question(at: Open, counter: Counter, treatment: str, practitioner: str) -> Question:
    wish = slots.wish_for(at.catalogue, at.location, treatment, chosen(practitioner))
    return Question(wish, at.now, counter.holds)
