"""/api/v1: what anyone may ask and do."""

from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Body, Header, Query, Request

from services.booking.api.counter import Counter, Open
from services.booking.api.models import (
    ANY,
    AppointmentBody,
    AppointmentOut,
    CancelBody,
    ComplaintOut,
    Day,
    FreeDaysOut,
    ManagedOut,
    MoveBody,
    PracticeOut,
    PractitionerOut,
    SlotsOut,
    TogetherOut,
    TreatmentOut,
    chosen,
)
from services.booking.api.problems import as_problems, slot_out, time_problem
from services.booking.domain import email_consent, text_consent
from services.booking.domain.appointment import Appointment
from services.booking.domain.booking import BookedVisit, TimeRefused
from services.booking.domain.catalogue import ForPatients
from services.booking.handlers import combined, covering, slots, visits
from services.booking.handlers.gate import Visitor
from services.booking.handlers.moving import Move
from services.booking.handlers.visits import Change
from shared.http import Problem
from shared.http.direct import DirectRoute
from shared.http.problems import ProblemBody
from shared.ids import new_id

Proof = Annotated[str | None, Header(max_length=2000, description="ALTCHA's solution")]
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]
REFUSALS: dict[int | str, dict[str, object]] = {
    409: {"model": ProblemBody},
    422: {"model": ProblemBody},
}
LIMITED: dict[int | str, dict[str, object]] = {**REFUSALS, 429: {"model": ProblemBody}}
UNKNOWN: dict[int | str, dict[str, object]] = {404: {"model": ProblemBody}}
# A month and the days its calendar page shows around it.
MOST_DAYS = 42


def address_of(sent: Request) -> str:
    return sent.client.host if sent.client else ""


def router(counter: Counter) -> APIRouter:
    api = APIRouter(prefix="/api/v1", route_class=DirectRoute)
    _add_catalogue(api, counter)
    _add_slots(api, counter)
    _add_booking(api, counter)
    _add_managing(api, counter)
    return api


def _add_catalogue(api: APIRouter, counter: Counter) -> None:
    @api.get("/practice", tags=["catalogue"])
    async def get_practice(language: str = text_consent.ENGLISH) -> PracticeOut:
        """`language` is that of the consent's wording: en, es or zh."""
        async with counter.open() as at:
            practice = at.catalogue.practices[at.location.practice_key]
            return PracticeOut(
                id=practice.id,
                name=practice.name,
                location=at.location.name,
                address=at.location.address,
                phone=at.location.phone_as_dialled,
                time_zone=at.location.time_zone,
                prove_phones=practice.prove_phones,
                text_consent_wording=text_consent.wording(at.location, language),
                text_consent_version=text_consent.VERSION,
                email_offered=counter.offers_email,
                email_consent_wording=email_consent.wording(at.location, language),
                email_consent_version=email_consent.VERSION,
                complaints=[
                    ComplaintOut(code=c.code, label=c.label)
                    for c in at.catalogue.complaints_of(practice.key)
                ],
            )

    @api.get("/treatments", tags=["catalogue"])
    async def list_treatments(
        offline: bool = False, patients: ForPatients = ForPatients.ALL
    ) -> list[TreatmentOut]:
        """Those that patients book; with `offline` also those that staff alone do. `patients` leaves
        out what is not for who is new, or for who has been here.
        """
        async with counter.open() as at:
            return [
                TreatmentOut(
                    id=t.id,
                    name=t.name,
                    summary=t.summary,
                    minutes=t.minutes,
                    seats=t.seats,
                    for_patients=ForPatients(t.for_patients),
                    practitioners=[p.id for p in at.catalogue.who_gives(t, at.location, None)],
                )
                for t in at.catalogue.treatments_at(at.location)
                if (t.online or offline) and t.is_for(patients)
            ]

    @api.get("/practitioners", tags=["catalogue"])
    async def list_practitioners() -> list[PractitionerOut]:
        async with counter.open() as at:
            offered = at.catalogue.treatments_at(at.location)
            return [
                PractitionerOut(
                    id=p.id,
                    name=p.name,
                    title=p.title,
                    treatments=[t.id for t in offered if t.key in p.treatment_keys],
                )
                for p in at.catalogue.practitioners_at(at.location)
            ]


def _add_slots(api: APIRouter, counter: Counter) -> None:
    def question(at: Open, treatment: str, practitioner: str) -> slots.Question:
        wish = slots.wish_for(at.catalogue, at.location, treatment, chosen(practitioner))
        return slots.Question(wish, at.now, counter.holds, revision=at.catalogue.revision)

    @api.get("/slots", tags=["slots"], responses={422: {"model": ProblemBody}})
    async def list_slots(
        treatment: str, day: Annotated[Day, Query(alias="date")], practitioner: str = ANY
    ) -> SlotsOut:
        """The free times of one day at the clinic."""

        async def answer(at: Open) -> SlotsOut:
            asked = question(at, treatment, practitioner)
            zone = at.location.zone
            found = await slots.list_slots(at.conn, asked, [day])
            following = None if found else await slots.find_free_day(at.conn, asked, day)
            return SlotsOut(
                day=day,
                time_zone=at.location.time_zone,
                slots=[slot_out(s, zone) for s in found],
                next_free_on=following,
            )

        with as_problems():
            return await counter.ask(answer)

    @api.get("/free-days", tags=["slots"], responses={422: {"model": ProblemBody}})
    async def list_free_days(
        treatment: str, first: Day, last: Day, practitioner: str = ANY
    ) -> FreeDaysOut:
        """Which days from `first` to `last` (at most 42) have a free time."""
        if not 0 <= (last - first).days < MOST_DAYS:
            raise Problem(422, "range", f"Ask for at most {MOST_DAYS} days")

        async def answer(at: Open) -> FreeDaysOut:
            asked = question(at, treatment, practitioner)
            free = await slots.list_free_days(at.conn, asked, first, last)
            return FreeDaysOut(time_zone=at.location.time_zone, free_days=free)

        with as_problems():
            return await counter.ask(answer)


def _add_booking(api: APIRouter, counter: Counter) -> None:
    @api.post("/appointments", status_code=201, tags=["appointments"], responses=LIMITED)
    async def book(
        sent: Request, body: AppointmentBody, idempotency_key: Key = None, altcha: Proof = None
    ) -> AppointmentOut:
        """Book a visit. 409 carries the `nearest` free times; the same idempotency key with the
        same body is answered the same.
        """
        with as_problems():
            request = body.request(
                actor="patient", consent_source="booking_api", location_id=counter.location_id
            )
            visitor = Visitor(address_of(sent), altcha)
            await counter.gate.admit(visitor, request.contact.phone, counter.clock.now())
            outcome = await counter.book(request, idempotency_key or str(new_id()))
            if isinstance(outcome, TimeRefused):
                raise time_problem(outcome, await counter.zone())
            return AppointmentOut.of(outcome, counter.links.manage_url(outcome.appointment_id))


def _add_managing(api: APIRouter, counter: Counter) -> None:
    @api.get("/manage/{token}", tags=["manage"], responses=UNKNOWN)
    async def get_visit(token: str) -> ManagedOut:
        with as_problems():
            async with counter.open() as at:
                found = await visits.get_by_link(at.conn, token, at.now)
                return await _managed(at, counter, found)

    @api.post("/manage/{token}/confirm", tags=["manage"], responses={**UNKNOWN, **REFUSALS})
    async def confirm(token: str) -> ManagedOut:
        with as_problems():
            async with counter.open() as at:
                confirmed = await visits.confirm_by_link(at.conn, at.desk, token, at.now)
                return await _managed(at, counter, confirmed)

    @api.post("/manage/{token}/cancel", tags=["manage"], responses={**UNKNOWN, **REFUSALS})
    async def cancel(token: str, body: Annotated[CancelBody | None, Body()] = None) -> ManagedOut:
        """A second cancel is answered as the first. `together_with` is what it was booked with."""
        cancel = combined.cancel_both_by_link if body and body.both else visits.cancel_by_link
        with as_problems():
            async with counter.open() as at:
                cancelled = await cancel(at.conn, at.desk, token, at.now)
                return await _managed(at, counter, cancelled)

    @api.post("/manage/{token}/move", tags=["manage"], responses={**UNKNOWN, **REFUSALS})
    async def move(token: str, body: MoveBody) -> ManagedOut:
        """The same visit at another time; its link stays. 409 carries the `nearest` free times."""
        with as_problems():
            async with counter.open() as at:
                found = await visits.get_by_link(at.conn, token, at.now)
            wanted = Move(body.starts_at.astimezone(UTC), body.practitioner)
            outcome = await counter.move(found.id, wanted, Change("patient", at.now))
            async with counter.open() as at:
                if isinstance(outcome, TimeRefused):
                    raise time_problem(outcome, at.location.zone)
                return await _managed(at, counter, outcome)


async def managed(at: Open, counter: Counter, appointment: Appointment) -> ManagedOut:
    booked = BookedVisit.of(appointment, at.catalogue)
    out = AppointmentOut.of(booked, counter.links.manage_url(appointment.id))
    zone = at.catalogue.locations[appointment.location_key].zone
    upcoming = appointment.status.upcoming
    off = await covering.times_off(at.conn, at.catalogue, appointment)
    return ManagedOut(
        **out.model_dump(),
        cancel_until=appointment.cancel_until.astimezone(zone),
        can_confirm=upcoming and appointment.starts_at > at.now,
        can_cancel=upcoming and at.now <= appointment.cancel_until,
        can_move=upcoming and at.now <= appointment.movable_until(off),
    )


async def _managed(at: Open, counter: Counter, appointment: Appointment) -> ManagedOut:
    together = await _together(at, counter, appointment)
    out = await managed(at, counter, appointment)
    return out.model_copy(update={"together_with": together})


async def _together(at: Open, counter: Counter, appointment: Appointment) -> TogetherOut | None:
    other = await combined.find_other(at.conn, appointment)
    if other is None:
        return None
    return TogetherOut(
        id=other.id,
        treatment=at.catalogue.treatments[other.treatment_key].name,
        starts_at=other.starts_at.astimezone(at.catalogue.locations[other.location_key].zone),
        can_cancel=at.now <= other.cancel_until,
        manage_url=counter.links.manage_url(other.id),
    )
