"""The file that describes a practice: everything a second clinic needs, without code."""

from collections import Counter
from datetime import date, time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from services.booking.domain.catalogue import ForPatients
from services.booking.domain.patient import parse_phone, parse_time_zone
from services.booking.domain.public_holidays import names_in, parse_calendar

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Weekday = Annotated[str, Field(pattern="^(" + "|".join(WEEKDAYS) + ")$")]


# It stands in addresses and in events.
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Zone = Annotated[str, AfterValidator(parse_time_zone)]
Phone = Annotated[str, AfterValidator(parse_phone)]
# One text must hold it beside all else that must be said.
TextName = Annotated[str, Field(pattern=r"^[A-Za-z0-9 .&'-]+$", max_length=30)]

# Which holidays a calendar knows: two years, because one on a weekend may be left out of one.
SOME_YEAR = 2026


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoomEntry(_Entry):
    id: Id
    name: str
    kind: Id


class EquipmentEntry(_Entry):
    """One piece; two of a kind are two entries."""

    id: Id
    name: str
    kind: Id


class LocationEntry(_Entry):
    id: Id
    name: str
    text_name: TextName
    phone: Phone
    address: str
    time_zone: Zone
    holiday_calendar: Annotated[str, AfterValidator(parse_calendar)] | None = None
    closed_holidays: list[str] = []
    rooms: list[RoomEntry]
    equipment: list[EquipmentEntry] = []

    @model_validator(mode="after")
    def closes_on_holidays_there_are(self) -> "LocationEntry":
        if self.closed_holidays and self.holiday_calendar is None:
            raise ValueError("closed_holidays needs a holiday_calendar")
        years = range(SOME_YEAR, SOME_YEAR + 2) if self.holiday_calendar else ()
        known = [names_in(self.holiday_calendar or "", year).values() for year in years]
        names = {name for year in known for day in year for name in day}
        _refuse_unknown("holiday", set(self.closed_holidays) - names)
        return self


class TreatmentEntry(_Entry):
    id: Id
    name: str
    summary: str
    minutes: int = Field(gt=0, le=480)
    buffer_before_minutes: int = Field(0, ge=0, le=240)
    buffer_after_minutes: int = Field(0, ge=0, le=240)
    grid_minutes: int = Field(gt=0, le=480)
    notice_hours: int = Field(ge=0)
    horizon_days: int = Field(gt=0)
    needling: bool
    electro: bool = False
    reminder_plan: str
    checkin_plan: str | None = None
    room_kind: Id
    # The needles rest and the practitioner is free; the room is not.
    rest_from_minute: int | None = Field(None, gt=0)
    rest_minutes: int | None = Field(None, gt=0)
    equipment_kind: Id | None = None
    seats: int | None = Field(None, gt=0, description="of a class")
    for_patients: ForPatients = ForPatients.ALL

    @model_validator(mode="after")
    def rests_within_the_visit(self) -> "TreatmentEntry":
        if (self.rest_from_minute is None) != (self.rest_minutes is None):
            raise ValueError("a rest needs rest_from_minute and rest_minutes")
        if (self.rest_from_minute or 0) + (self.rest_minutes or 0) >= self.minutes:
            raise ValueError("somebody must be back before the visit ends")
        return self

    @model_validator(mode="after")
    def a_class_needs_no_equipment(self) -> "TreatmentEntry":
        if self.seats is not None and (self.rest_minutes or self.equipment_kind):
            raise ValueError("a class has neither a rest nor equipment")
        return self


class HoursEntry(_Entry):
    location: Id
    days: list[Weekday]
    opens: time
    closes: time

    def weekdays(self) -> list[int]:
        return [WEEKDAYS.index(day) + 1 for day in self.days]


class ExtraHoursEntry(_Entry):
    """Hours of one date, besides the week's."""

    location: Id
    on: date
    opens: time
    closes: time


class ClassEntry(_Entry):
    """When a class is held, every week between the dates."""

    treatment: Id
    location: Id
    room: Id
    days: list[Weekday]
    starts: time
    first_on: date | None = None
    last_on: date | None = None

    def weekdays(self) -> list[int]:
        return [WEEKDAYS.index(day) + 1 for day in self.days]


class PractitionerEntry(_Entry):
    id: Id
    name: str
    title: str
    treatments: list[Id]
    hours: list[HoursEntry]
    extra_hours: list[ExtraHoursEntry] = []
    classes: list[ClassEntry] = []


class ComplaintEntry(_Entry):
    code: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$")
    label: str


class PracticeFile(_Entry):
    id: Id
    name: str
    cancel_notice_hours: int = Field(ge=0)
    open_visits_cap: int | None = Field(None, gt=0)
    prove_phones: bool = False
    # What this file says in English, in other languages: {"es": {"Neck pain": "Dolor de cuello"}}.
    words: dict[Annotated[str, Field(pattern="^[a-z]{2}$")], dict[str, str]] = {}
    late_cancel_uses_credit: bool = True
    no_show_uses_credit: bool = True
    recall_after_weeks: int | None = Field(6, gt=0, le=104)
    locations: list[LocationEntry] = Field(min_length=1)
    treatments: list[TreatmentEntry]
    practitioners: list[PractitionerEntry]
    complaints: list[ComplaintEntry]

    @model_validator(mode="after")
    def names_only_what_it_defines(self) -> "PracticeFile":
        treatments = {t.id for t in self.treatments}
        locations = {place.id for place in self.locations}
        kinds = {room.kind for place in self.locations for room in place.rooms}
        for practitioner in self.practitioners:
            _refuse_unknown("treatment", set(practitioner.treatments) - treatments)
            places = {h.location for h in practitioner.hours}
            places |= {h.location for h in practitioner.extra_hours}
            places |= {c.location for c in practitioner.classes}
            _refuse_unknown("location", places - locations)
            self._refuse_classes_that_cannot_be(practitioner)
        _refuse_unknown("room kind", {t.room_kind for t in self.treatments} - kinds)
        owned = {piece.kind for place in self.locations for piece in place.equipment}
        needed = {t.equipment_kind for t in self.treatments if t.equipment_kind}
        _refuse_unknown("equipment kind", needed - owned)
        return self

    @model_validator(mode="after")
    def one_class_at_a_time(self) -> "PracticeFile":
        """Of one kind at one location, so that a start names a class."""
        starts = Counter(
            (held.treatment, held.location, day, held.starts)
            for practitioner in self.practitioners
            for held in practitioner.classes
            for day in held.days
        )
        if any(count > 1 for count in starts.values()):
            raise ValueError("two classes of one kind at one time")
        return self

    def _refuse_classes_that_cannot_be(self, practitioner: PractitionerEntry) -> None:
        kinds = {t.id: t.room_kind for t in self.treatments if t.seats is not None}
        given = {c.treatment for c in practitioner.classes}
        _refuse_unknown("class", given - (kinds.keys() & set(practitioner.treatments)))
        fit = {(place.id, room.id, room.kind) for place in self.locations for room in place.rooms}
        asked = {(c.location, c.room, kinds[c.treatment]) for c in practitioner.classes}
        _refuse_unknown("room for a class", {room for _, room, _ in asked - fit})


def _refuse_unknown(what: str, unknown: set[str]) -> None:
    if unknown:
        raise ValueError(f"no such {what}: {', '.join(sorted(unknown))}")
