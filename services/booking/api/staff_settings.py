"""/staff/v1/settings: the practice, part by part. Everybody may look; the owner changes it."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends

from services.booking.api.counter import Counter
from services.booking.api.public import REFUSALS, UNKNOWN
from services.booking.api.settings_office import Also, Office
from services.booking.api.settings_problems import as_settings_problems
from services.booking.api.staff_settings_models import (
    FileBody,
    GivenTreatment,
    HolidayOut,
    LoadedOut,
    PartBody,
    SavedOut,
    Seen,
    SettingsChangeOut,
    SettingsOut,
)
from services.booking.domain import public_holidays
from services.booking.domain.practice_edit import Kind, Part, with_givers
from services.booking.domain.practice_file import PracticeFile
from services.booking.domain.practice_order import Order, with_order
from services.booking.domain.practice_parts import (
    Classes,
    Complaints,
    Holidays,
    Hours,
    Id,
    Place,
    Rooms,
    Rules,
    Who,
)
from services.booking.handlers import settings
from services.booking.store import settings_changes
from shared.auth import Role, Staff
from shared.http import Problem
from shared.http.access import EVERYONE, Access
from shared.http.problems import refusals

MOST_CHANGES = 200
ANSWERS = {**UNKNOWN, **REFUSALS}
Owning = Callable[..., Staff]


def router(counter: Counter, access: Access) -> APIRouter:
    office = Office(counter)
    owning = access.allow(frozenset({Role.OWNER}))
    api = APIRouter(prefix="/staff/v1/settings", tags=["settings"], responses=refusals(401, 403))
    _add_looking(api, counter, access.allow(EVERYONE), owning)
    _add_loading(api, counter, office, owning)
    _add_whole(api, office, owning)
    _add_places(api, office, owning)
    _add_treatments(api, office, owning)
    _add_practitioners(api, office, owning)
    _add_order(api, office, owning)
    return api


def _add_looking(api: APIRouter, counter: Counter, reading: Owning, owning: Owning) -> None:
    @api.get("", dependencies=[Depends(reading)], responses=UNKNOWN)
    async def show() -> SettingsOut:
        with as_settings_problems(counter.links):
            async with counter.db.reading() as conn:
                return SettingsOut.of(await settings.standing(conn, counter.location_id))

    @api.get("/holiday-calendars", dependencies=[Depends(reading)])
    async def list_calendars() -> list[str]:
        """Such as US, or US-CA."""
        return public_holidays.calendars()

    @api.get("/holiday-calendars/{calendar}", dependencies=[Depends(reading)], responses=UNKNOWN)
    async def list_holidays(calendar: str) -> list[HolidayOut]:
        """Each of this year and the next once, at its next date."""
        today = counter.clock.now().date()
        try:
            return HolidayOut.next_of(public_holidays.parse_calendar(calendar), today)
        except ValueError:
            raise Problem(404, "not_found", "There is no such calendar") from None

    @api.get("/history", dependencies=[Depends(owning)], responses=UNKNOWN)
    async def list_changes() -> list[SettingsChangeOut]:
        """The latest 200: who made a part of the practice what it is."""
        with as_settings_problems(counter.links):
            async with counter.db.reading() as conn:
                key = (await settings.standing(conn, counter.location_id)).practice_key
                found = await settings_changes.list_latest(conn, key, MOST_CHANGES)
                return [SettingsChangeOut.of(change) for change in found]

    @api.get("/file", dependencies=[Depends(owning)], responses=UNKNOWN)
    async def export() -> PracticeFile:
        """The practice as the file that `load-practice` takes."""
        with as_settings_problems(counter.links):
            async with counter.db.reading() as conn:
                return (await settings.standing(conn, counter.location_id)).file


def _add_loading(api: APIRouter, counter: Counter, office: Office, owning: Owning) -> None:
    @api.put("/file", responses=ANSWERS)
    async def load(body: FileBody, staff: Annotated[Staff, Depends(owning)]) -> LoadedOut:
        """Make the practice what the file says; the first practice too."""
        with as_settings_problems(counter.links):
            async with counter.db.transaction() as conn:
                by = office.author(staff, body)
                changed = await settings.load(
                    conn, counter.links, body.file, by, replace=body.replace
                )
                return LoadedOut(changed=changed)


def _add_whole(api: APIRouter, office: Office, owning: Owning) -> None:
    @api.put("/practice", responses=ANSWERS)
    async def save_rules(
        body: PartBody[Rules], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        return await office.put(staff, body, Part(Kind.PRACTICE))

    @api.put("/complaints", responses=ANSWERS)
    async def save_complaints(
        body: PartBody[Complaints], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """What patients may come for. One that is left out is not offered any more."""
        return await office.put(staff, body, Part(Kind.COMPLAINTS))


def _add_places(api: APIRouter, office: Office, owning: Owning) -> None:
    @api.post("/locations", status_code=201, responses=ANSWERS)
    async def add_location(
        body: PartBody[Place], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        return await office.add(staff, body, Kind.LOCATION)

    @api.put("/locations/{location_id}", responses=ANSWERS)
    async def save_location(
        location_id: Id, body: PartBody[Place], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        return await office.put(staff, body, Part(Kind.LOCATION, location_id))

    @api.put("/holidays/{location_id}", responses=ANSWERS)
    async def save_holidays(
        location_id: Id, body: PartBody[Holidays], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """Of which calendar, and on which of its days the location is closed."""
        return await office.put(staff, body, Part(Kind.HOLIDAYS, location_id))

    @api.put("/rooms/{location_id}", responses=ANSWERS)
    async def save_rooms(
        location_id: Id, body: PartBody[Rooms], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """Rooms and equipment. One that is left out is retired: it keeps its past visits."""
        return await office.put(staff, body, Part(Kind.ROOMS, location_id))


def _add_treatments(api: APIRouter, office: Office, owning: Owning) -> None:
    @api.post("/treatments", status_code=201, responses=ANSWERS)
    async def add_treatment(
        body: PartBody[GivenTreatment], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """Its id is made from its name."""
        return await office.add(staff, body, Kind.TREATMENT, _given_by(body.value))

    @api.put("/treatments/{treatment_id}", responses=ANSWERS)
    async def save_treatment(
        treatment_id: Id, body: PartBody[GivenTreatment], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        part = Part(Kind.TREATMENT, treatment_id)
        return await office.put(staff, body, part, _given_by(body.value))

    @api.post("/treatments/{treatment_id}/retire", responses=ANSWERS)
    async def retire_treatment(
        treatment_id: Id, body: Seen, staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """Booked no more; visits stay as they are."""
        return await office.retire(staff, body, Part(Kind.TREATMENT, treatment_id))

    @api.post("/treatments/{treatment_id}/bring-back", responses=ANSWERS)
    async def bring_treatment_back(
        treatment_id: Id, body: Seen, staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """As it was, with nobody yet who gives it."""
        return await office.bring_back(staff, body, Part(Kind.TREATMENT, treatment_id))


def _add_practitioners(api: APIRouter, office: Office, owning: Owning) -> None:
    @api.post("/practitioners", status_code=201, responses=ANSWERS)
    async def add_practitioner(
        body: PartBody[Who], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """Their id is made from their name. Without hours nobody can book them yet."""
        return await office.add(staff, body, Kind.PRACTITIONER)

    @api.put("/practitioners/{practitioner_id}", responses=ANSWERS)
    async def save_practitioner(
        practitioner_id: Id, body: PartBody[Who], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        return await office.put(staff, body, Part(Kind.PRACTITIONER, practitioner_id))

    @api.post("/practitioners/{practitioner_id}/retire", responses=ANSWERS)
    async def retire_practitioner(
        practitioner_id: Id, body: Seen, staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """Booked no more. Their visits to come are listed as uncovered, for people to decide."""
        return await office.retire(staff, body, Part(Kind.PRACTITIONER, practitioner_id))

    @api.post("/practitioners/{practitioner_id}/bring-back", responses=ANSWERS)
    async def bring_practitioner_back(
        practitioner_id: Id, body: Seen, staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """With the hours they had, without their classes."""
        return await office.bring_back(staff, body, Part(Kind.PRACTITIONER, practitioner_id))

    @api.put("/hours/{practitioner_id}", responses=ANSWERS)
    async def save_hours(
        practitioner_id: Id, body: PartBody[Hours], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        """The week's, and those of single dates. A break is the gap between two."""
        return await office.put(staff, body, Part(Kind.HOURS, practitioner_id))

    @api.put("/classes/{practitioner_id}", responses=ANSWERS)
    async def save_classes(
        practitioner_id: Id, body: PartBody[Classes], staff: Annotated[Staff, Depends(owning)]
    ) -> SavedOut:
        return await office.put(staff, body, Part(Kind.CLASSES, practitioner_id))


def _add_order(api: APIRouter, office: Office, owning: Owning) -> None:
    @api.put("/order/{among}", responses=ANSWERS)
    async def save_order(
        among: Literal["treatments", "practitioners"],
        body: PartBody[Order],
        staff: Annotated[Staff, Depends(owning)],
    ) -> SavedOut:
        """In which order patients read them: all of them, each once."""
        part = Part(Kind.ORDER, among)
        return await office.save(
            staff, body, part, lambda standing: with_order(standing.file, among, body.value)
        )


def _given_by(treatment: GivenTreatment) -> Also | None:
    givers = treatment.practitioners
    if givers is None:
        return None
    return lambda file, part: with_givers(file, part.of or "", givers)
