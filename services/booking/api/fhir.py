"""/fhir/R4: Appointment, Slot and Schedule, to read."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response

from services.booking.api.counter import Counter
from services.booking.api.models import Day
from services.booking.api.staff_token import reading_staff
from services.booking.domain import fhir
from services.booking.domain.catalogue import UnknownChoiceError
from services.booking.domain.fhir import NoSuchIdError, Resource
from services.booking.domain.wall_time import local_date, whole_day
from services.booking.handlers import fhir as searches
from services.booking.store import appointments
from shared.http.problems import ProblemBody

MEDIA_TYPE = "application/fhir+json"
Id = Annotated[str, Path(pattern=r"^[A-Za-z0-9\-.]{1,64}$")]
# A reference, such as Practitioner/chianni-lin, or the id alone.
Reference = Annotated[str | None, Query(pattern=r"^([A-Z][a-z]+/)?[A-Za-z0-9\-.]{1,64}$")]
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}},
    401: {"model": ProblemBody},
}
ONE: dict[int | str, dict[str, Any]] = {
    **ANSWERS,
    404: {"content": {MEDIA_TYPE: {"schema": {"type": "object"}}}},
}


def router(counter: Counter, service_secret: str) -> APIRouter:
    reading = reading_staff(counter, service_secret)
    api = APIRouter(prefix="/fhir/R4", tags=["FHIR"], dependencies=[Depends(reading)])
    _add_appointments(api, counter)
    _add_schedules(api, counter)
    _add_slots(api, counter)
    return api


def _add_appointments(api: APIRouter, counter: Counter) -> None:
    @api.get("/Appointment/{appointment_id}", response_class=Response, responses=ONE)
    async def read_appointment(appointment_id: UUID) -> Response:
        async with counter.look() as at:
            found = await appointments.find(at.conn, str(appointment_id))
            if found is None:
                return _unknown()
            return _answer(fhir.appointment_resource(found, at.catalogue))

    @api.get("/Appointment", response_class=Response, responses=ANSWERS)
    async def search_appointments(
        day: Annotated[Day, Query(alias="date")], practitioner: Reference = None
    ) -> Response:
        """Those of one day at the location, cancelled ones too."""
        async with counter.look() as at:
            during = whole_day(day, at.location.zone)
            listed = await appointments.list_day(at.conn, at.location.key, during)
            wanted = {
                p.key for p in at.catalogue.practitioners.values() if _names(practitioner, p.id)
            }
            return _bundle(
                counter,
                [
                    fhir.appointment_resource(entry.appointment, at.catalogue)
                    for entry in listed
                    if entry.appointment.practitioner_key in wanted
                ],
            )


def _add_schedules(api: APIRouter, counter: Counter) -> None:
    async def schedules(which: str | None) -> list[Resource]:
        async with counter.look() as at:
            today = local_date(at.now, at.location.zone)
            return [
                fhir.schedule_resource(
                    p, at.location, searches.treatments_of(at.catalogue, at.location, p), today
                )
                for p in searches.practitioners(at.catalogue, at.location, which)
            ]

    @api.get("/Schedule/{schedule_id}", response_class=Response, responses=ONE)
    async def read_schedule(schedule_id: Id) -> Response:
        found = await schedules(schedule_id)
        return _answer(found[0]) if found else _unknown()

    @api.get("/Schedule", response_class=Response, responses=ANSWERS)
    async def search_schedules(actor: Reference = None) -> Response:
        """One for each practitioner who works at the location."""
        return _bundle(counter, await schedules(_id_of(actor)))


def _add_slots(api: APIRouter, counter: Counter) -> None:
    @api.get("/Slot/{slot_id}", response_class=Response, responses=ONE)
    async def read_slot(slot_id: Id) -> Response:
        async with counter.look() as at:
            try:
                found = await searches.get_slot(
                    at.conn, at.catalogue, at.location, slot_id, at.now, counter.holds
                )
            except (NoSuchIdError, UnknownChoiceError):
                return _unknown()
            return _answer(found)

    @api.get("/Slot", response_class=Response, responses=ONE)
    async def search_slots(
        schedule: Annotated[str, Query(examples=["Schedule/chianni-lin"])],
        service_type: Annotated[str, Query(alias="service-type", examples=["acupuncture"])],
        start: Day,
    ) -> Response:
        """All starts of one day for one practitioner and treatment, free or busy."""
        asked = (_id_of(schedule) or "", service_type)
        async with counter.look() as at:
            try:
                found = await searches.list_slots(
                    at.conn, at.catalogue, at.location, asked, start, at.now, counter.holds
                )
            except UnknownChoiceError:
                return _unknown()
            return _bundle(counter, found)


def _id_of(reference: str | None) -> str | None:
    return reference.rpartition("/")[2] if reference else None


def _names(reference: str | None, practitioner_id: str) -> bool:
    return _id_of(reference) in {None, practitioner_id}


def _bundle(counter: Counter, resources: list[Resource]) -> Response:
    return _answer(fhir.bundle(resources, f"{counter.links.public_url}/fhir/R4"))


def _unknown() -> Response:
    return _answer(fhir.outcome("not-found", "There is no such resource"), 404)


def _answer(resource: Resource, status: int = 200) -> Response:
    headers = {"Cache-Control": "private, no-store"}
    return Response(json.dumps(resource), status, headers, MEDIA_TYPE)
