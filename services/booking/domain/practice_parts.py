"""What a practice's file is made of: each class here is what is changed at one time."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, time
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

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
# What people read, on one line.
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


def _on_the_wall(at: time) -> time:
    if at.tzinfo is not None:
        raise PydanticCustomError("not_wall_time", "a time on the clinic's clock has no offset")
    return at


# JSON Schema's own "time" has an offset.
WallTime = Annotated[
    time,
    AfterValidator(_on_the_wall),
    WithJsonSchema({"type": "string", "pattern": r"^\d{2}:\d{2}(:\d{2})?$"}),
]

# Which holidays a calendar knows: two years, because one on a weekend may be left out of one.
SOME_YEAR = 2026


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Identified(Entry):
    id: Id


class RoomEntry(Identified):
    name: Line
    kind: Id


class EquipmentEntry(Identified):
    """One piece; two of a kind are two entries."""

    name: Line
    kind: Id


class Rules(Entry):
    """What holds for the whole practice."""

    name: Line
    cancel_notice_hours: int = Field(ge=0, le=24 * 14)
    open_visits_cap: int | None = Field(None, gt=0, le=1000)
    prove_phones: bool = False
    late_cancel_uses_credit: bool = True
    no_show_uses_credit: bool = True
    recall_after_weeks: int | None = Field(6, gt=0, le=104)


class Place(Entry):
    """Where a location is and how it is reached. `text_name` is what its texts call it."""

    name: Line
    text_name: TextName
    phone: Phone
    address: Line
    time_zone: Zone


class Holidays(Entry):
    holiday_calendar: Annotated[str, AfterValidator(parse_calendar)] | None = None
    closed_holidays: list[str] = []

    @model_validator(mode="after")
    def closes_on_holidays_there_are(self) -> Self:
        if self.closed_holidays and self.holiday_calendar is None:
            raise refusal("calendar_missing", "closed_holidays needs a holiday_calendar")
        refuse_unknown("holiday", set(self.closed_holidays) - known_holidays(self.holiday_calendar))
        return self


class Rooms(Entry):
    rooms: list[RoomEntry] = []
    equipment: list[EquipmentEntry] = []

    @model_validator(mode="after")
    def names_each_once(self) -> Self:
        refuse_repeated("room", (room.id for room in self.rooms))
        refuse_repeated("piece of equipment", (piece.id for piece in self.equipment))
        return self


class TreatmentRules(Entry):
    name: Line
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
    minutes: int = Field(gt=0, le=480)
    buffer_before_minutes: int = Field(0, ge=0, le=240)
    buffer_after_minutes: int = Field(0, ge=0, le=240)
    grid_minutes: int = Field(gt=0, le=480)
    notice_hours: int = Field(ge=0, le=24 * 60)
    horizon_days: int = Field(gt=0, le=730)
    online: bool = Field(True, description="patients may book it; else staff alone do")
    for_patients: ForPatients = ForPatients.ALL
    needling: bool
    electro: bool = False
    reminder_plan: Line
    checkin_plan: Line | None = None
    room_kind: Id
    # The needles rest and the practitioner is free; the room is not.
    rest_from_minute: int | None = Field(None, gt=0)
    rest_minutes: int | None = Field(None, gt=0)
    equipment_kind: Id | None = None
    seats: int | None = Field(None, gt=0, le=500, description="of a class")

    @model_validator(mode="after")
    def rests_within_the_visit(self) -> Self:
        if (self.rest_from_minute is None) != (self.rest_minutes is None):
            raise refusal("rest_incomplete", "a rest needs rest_from_minute and rest_minutes")
        if (self.rest_from_minute or 0) + (self.rest_minutes or 0) >= self.minutes:
            raise refusal("rest_too_long", "somebody must be back before the visit ends")
        return self

    @model_validator(mode="after")
    def a_class_needs_no_equipment(self) -> Self:
        if self.seats is not None and (self.rest_minutes or self.equipment_kind):
            raise refusal("class_is_plain", "a class has neither a rest nor equipment")
        return self


class HoursEntry(Entry):
    location: Id
    days: list[Weekday]
    opens: WallTime
    closes: WallTime

    def weekdays(self) -> list[int]:
        return [WEEKDAYS.index(day) + 1 for day in self.days]


class ExtraHoursEntry(Entry):
    """Hours of one date, besides the week's."""

    location: Id
    on: date
    opens: WallTime
    closes: WallTime


class ClassEntry(Entry):
    """When a class is held, every week between the dates."""

    treatment: Id
    location: Id
    room: Id
    days: list[Weekday]
    starts: WallTime
    first_on: date | None = None
    last_on: date | None = None

    def weekdays(self) -> list[int]:
        return [WEEKDAYS.index(day) + 1 for day in self.days]


class Who(Entry):
    name: Line
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
    treatments: list[Id]


class Hours(Entry):
    hours: list[HoursEntry] = []
    extra_hours: list[ExtraHoursEntry] = []

    @model_validator(mode="after")
    def is_in_one_place_at_a_time(self) -> Self:
        weekly = [(day, h.opens, h.closes) for h in self.hours for day in h.weekdays()]
        refuse_overlapping(weekly)
        refuse_overlapping((h.on.toordinal(), h.opens, h.closes) for h in self.extra_hours)
        return self


class Classes(Entry):
    classes: list[ClassEntry] = []


class ComplaintEntry(Entry):
    code: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=40)
    label: Line


class Complaints(Entry):
    complaints: list[ComplaintEntry]

    @model_validator(mode="after")
    def names_each_once(self) -> Self:
        refuse_repeated("complaint", (choice.code for choice in self.complaints))
        return self


class Words(Entry):
    """What the file says in English, in other languages: {"es": {"Neck pain": "Dolor de cuello"}}."""

    words: dict[Annotated[str, Field(pattern="^[a-z]{2}$")], dict[str, str]] = {}


def known_holidays(calendar: str | None) -> set[str]:
    years = range(SOME_YEAR, SOME_YEAR + 2) if calendar else ()
    return {name for y in years for day in names_in(calendar or "", y).values() for name in day}


def refusal(code: str, words: str) -> PydanticCustomError:
    """What cannot be, by a code that stays."""
    return PydanticCustomError(code, "{words}", {"words": words})


def refuse_unknown(what: str, unknown: set[str]) -> None:
    if unknown:
        code = f"unknown_{what.replace(' ', '_')}"
        raise refusal(code, f"no such {what}: {', '.join(sorted(unknown))}")


def refuse_repeated(what: str, ids: Iterable[str]) -> None:
    twice = sorted(each for each, count in Counter(ids).items() if count > 1)
    if twice:
        raise refusal("repeated", f"the same {what} twice: {', '.join(twice)}")


def refuse_overlapping(spans: Iterable[tuple[int, time, time]]) -> None:
    """Of (day, opens, closes); what goes past midnight ends with its day here."""
    before: tuple[int, time] | None = None
    for day, opens, closes in sorted(spans):
        if before is not None and before[0] == day and opens < before[1]:
            raise refusal("hours_overlap", f"two hours of one day overlap at {opens:%H:%M}")
        before = (day, closes if closes > opens else time.max)
