"""/staff/v1: what the dashboard asks for, in a staff member's name."""

from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Query

from services.booking.api import (
    intake,
    opening,
    outside_calendars,
    privacy,
    staff_care_plans,
    staff_classes,
    staff_packages,
    staff_phones,
    staff_recall,
    staff_series,
    staff_waitlist,
    time_off,
)
from services.booking.api.counter import Counter
from services.booking.api.models import AppointmentOut, Day, StaffAppointmentBody, StaffMoveBody
from services.booking.api.problems import as_problems, field_problem, time_problem
from services.booking.api.public import REFUSALS, UNKNOWN, Key
from services.booking.api.staff_models import (
    ActionBody,
    ChangedVisit,
    FeedOut,
    HistoryOut,
    ListedVisit,
)
from services.booking.api.staff_token import reading_staff
from services.booking.domain.appointment import Appointment
from services.booking.domain.booking import TimeRefused
from services.booking.domain.wall_time import whole_day
from services.booking.handlers import calendars, undoing, visits
from services.booking.handlers.facts import visit_of
from services.booking.handlers.moving import Move
from services.booking.handlers.visits import Change, Desk, UnknownVisitError
from services.booking.store import appointments
from shared.auth import Role, Staff
from shared.db import Connection
from shared.http import Problem
from shared.http.problems import refusals
from shared.ids import new_id

Handler = Callable[[Connection, Desk, str, Change], Awaitable[Appointment]]
ACTIONS: dict[str, Handler] = {
    "confirm": visits.confirm,
    "arrive": visits.arrive,
    "complete": visits.complete,
    "no-show": visits.mark_no_show,
    "undo": undoing.restore,
    "release": visits.release,
    "cancel": visits.cancel_by_clinic,
    "cancel-for-patient": visits.cancel_for_patient,
}


def router(counter: Counter, service_secret: str) -> APIRouter:
    reading = reading_staff(counter, service_secret)

    def changing(staff: Annotated[Staff, Depends(reading)]) -> Staff:
        if staff.role is Role.READ_ONLY:
            raise Problem(403, "forbidden", "This role may look, not change")
        return staff

    def reviewing(staff: Annotated[Staff, Depends(reading)]) -> Staff:
        if staff.role not in {Role.PRACTITIONER, Role.OWNER}:
            raise Problem(403, "forbidden", "A practitioner decides this")
        return staff

    api = APIRouter(prefix="/staff/v1", tags=["staff"], responses=refusals(401, 403))
    _add_reading(api, counter, reading)
    _add_booking(api, counter, changing)
    _add_moving(api, counter, changing)
    _add_feeds(api, counter, changing)
    for name, handler in ACTIONS.items():
        who = reviewing if name == "release" else changing
        _add_action(api, counter, who, name, handler)
    api.include_router(time_off.router(counter, reading, changing))
    api.include_router(outside_calendars.router(counter, reading, changing))
    api.include_router(privacy.router(counter, reading))
    api.include_router(staff_waitlist.router(counter, reading, changing))
    api.include_router(staff_series.router(counter, reading, changing))
    api.include_router(staff_packages.router(counter, reading, changing))
    api.include_router(staff_classes.router(counter, reading))
    api.include_router(staff_phones.router(counter, reading, changing))
    api.include_router(staff_recall.router(counter, reading, changing))
    api.include_router(staff_care_plans.router(counter, reading, changing))
    api.include_router(intake.staff_router(counter, reading))
    api.include_router(opening.router(counter, reading))
    return api


def _add_reading(api: APIRouter, counter: Counter, reading: Callable[..., Staff]) -> None:
    @api.get("/visits", dependencies=[Depends(reading)])
    async def list_visits(day: Annotated[Day, Query(alias="date")]) -> list[ListedVisit]:
        """All of one day at the location, cancelled ones too."""
        async with counter.open() as at:
            during = whole_day(day, at.location.zone)
            listed = await appointments.list_day(at.conn, at.location.key, during)
            return [ListedVisit.of(entry, at.catalogue, counter.links) for entry in listed]

    @api.get(
        "/appointments/{appointment_id}/history",
        dependencies=[Depends(reading)],
        responses=UNKNOWN,
    )
    async def list_history(appointment_id: UUID) -> list[HistoryOut]:
        """Who did what to the visit, when and why."""
        with as_problems():
            async with counter.open() as at:
                lines = await appointments.list_history(at.conn, str(appointment_id))
                if not lines:
                    raise UnknownVisitError
                return [HistoryOut.of(line, at.catalogue) for line in lines]


def _add_booking(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.post("/appointments", status_code=201, responses=REFUSALS)
    async def book(
        body: StaffAppointmentBody,
        staff: Annotated[Staff, Depends(changing)],
        idempotency_key: Key = None,
    ) -> AppointmentOut:
        """On behalf of a patient. A refusal is overruled by sending it again with a reason."""
        with as_problems():
            request = body.request(
                actor=f"staff:{staff.id}",
                consent_source="front_desk",
                location_id=counter.location_id,
            )
            outcome = await counter.book(request, idempotency_key or str(new_id()))
            if isinstance(outcome, TimeRefused):
                async with counter.open() as at:
                    raise time_problem(outcome, at.location.zone, to_staff=True)
            return AppointmentOut.of(outcome, counter.links.manage_url(outcome.appointment_id))


def _add_moving(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.post("/appointments/{appointment_id}/move", responses={**UNKNOWN, **REFUSALS})
    async def move(
        appointment_id: UUID, body: StaffMoveBody, staff: Annotated[Staff, Depends(changing)]
    ) -> ChangedVisit:
        """Another time, practitioner or room. A refusal is overruled with a reason."""
        if body.overrule and body.reason is None:
            raise field_problem("reason", "missing")
        starts_at = body.starts_at and body.starts_at.astimezone(UTC)
        wanted = Move(starts_at, body.practitioner, body.room, body.overrule)
        change = Change(
            f"staff:{staff.id}",
            counter.clock.now(),
            body.reason,
            version=body.version,
            tell_patient=body.tell_patient,
        )
        with as_problems():
            outcome = await counter.move(str(appointment_id), wanted, change)
            async with counter.open() as at:
                if isinstance(outcome, TimeRefused):
                    raise time_problem(outcome, at.location.zone, to_staff=True)
                return ChangedVisit(
                    patient_id=outcome.patient_id,
                    visit=visit_of(outcome, at.catalogue, counter.links),
                )


def _add_feeds(api: APIRouter, counter: Counter, changing: Callable[..., Staff]) -> None:
    @api.post(
        "/practitioners/{practitioner_id}/calendar-feed",
        status_code=201,
        dependencies=[Depends(changing)],
        responses=REFUSALS,
    )
    async def make_feed(practitioner_id: str) -> FeedOut:
        """A new private address. It is shown once, and ends the one before."""
        with as_problems():
            async with counter.open() as at:
                secret = await calendars.make_feed(at.conn, at.catalogue, practitioner_id, at.now)
        return FeedOut(url=f"{counter.links.public_url}/api/v1/feeds/{secret}.ics")


def _add_action(
    api: APIRouter,
    counter: Counter,
    changing: Callable[..., Staff],
    name: str,
    handler: Handler,
) -> None:
    @api.post(
        f"/appointments/{{appointment_id}}/{name}",
        operation_id=f"staff_{name}",
        responses=refusals(404, 409),
    )
    async def act(
        appointment_id: UUID,
        staff: Annotated[Staff, Depends(changing)],
        body: Annotated[ActionBody | None, Body()] = None,
    ) -> ChangedVisit:
        asked = body or ActionBody()
        with as_problems():
            async with counter.open() as at:
                change = Change(
                    f"staff:{staff.id}",
                    at.now,
                    asked.reason,
                    version=asked.version,
                    tell_patient=asked.tell_patient,
                )
                changed = await handler(at.conn, at.desk, str(appointment_id), change)
                return ChangedVisit(
                    patient_id=changed.patient_id,
                    visit=visit_of(changed, at.catalogue, counter.links),
                )
