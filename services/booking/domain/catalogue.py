"""What the practice offers: treatments, who gives them, where and when. Data, never code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from services.booking.domain.hours import ClassTime, ExtraHours, WeeklyHours
from services.booking.domain.intervals import Busy, Interval


class ForPatients(StrEnum):
    """For whom a treatment is: a first visit for who is new, a follow-up for who has been here."""

    ALL = "all"
    NEW = "new"
    RETURNING = "returning"


class UnknownChoiceError(LookupError):
    """There is no such treatment, practitioner or complaint here."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Practice:
    key: int
    id: str
    name: str
    # From so long before a visit on, a patient cancels by phone only.
    cancel_notice_hours: int
    open_visits_cap: int | None = None  # visits ahead of one phone, booked by patients
    prove_phones: bool = False  # by a code, before the first text
    # The practice's own texts (names of treatments, titles, complaints) by language.
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    late_cancel_uses_credit: bool = True  # of a package
    no_show_uses_credit: bool = True
    recall_after_weeks: int | None = None  # without a next visit


@dataclass(frozen=True, eq=False)
class Location:
    """`text_name` is the practice's neutral name for texts; `phone` is E.164."""

    key: int
    id: str
    practice_key: int
    name: str
    text_name: str
    phone: str
    address: str
    time_zone: str
    holiday_calendar: str | None = None
    closed_holidays: frozenset[str] = frozenset()
    closed: tuple[Interval, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def phone_as_dialled(self) -> str:
        national = self.phone.removeprefix("+1")
        if len(national) != 10:
            return self.phone
        return f"{national[:3]}-{national[3:6]}-{national[6:]}"


@dataclass(frozen=True)
class Room:
    key: int
    id: str
    location_key: int
    name: str
    kind: str
    retired: bool


@dataclass(frozen=True)
class Equipment:
    """One piece of what is brought into a room, such as a unit for electro-acupuncture."""

    key: int
    id: str
    location_key: int
    name: str
    kind: str
    retired: bool


@dataclass(frozen=True, eq=False)
class Treatment:
    """`minutes` is what the patient sees; the buffers are the practitioner's and the room's. From
    `rest_from_minute` on, for `rest_minutes`, the needles rest and the practitioner is free.
    """

    key: int
    id: str
    practice_key: int
    name: str
    summary: str
    minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    grid_minutes: int
    notice_hours: int
    horizon_days: int
    needling: bool
    electro: bool  # with a current through the needles or pads
    reminder_plan: str
    checkin_plan: str | None
    room_kind: str
    retired: bool
    rest_from_minute: int | None = None
    rest_minutes: int | None = None
    equipment_kind: str | None = None
    seats: int | None = None  # of a class; none where one patient comes at a time
    online: bool = True  # patients may book it; else staff alone do
    for_patients: str = ForPatients.ALL

    @property
    def buffer_before(self) -> timedelta:
        return timedelta(minutes=self.buffer_before_minutes)

    @property
    def notice(self) -> timedelta:
        return timedelta(hours=self.notice_hours)

    def is_for(self, patients: ForPatients) -> bool:
        return ForPatients.ALL in {patients, self.for_patients} or patients == self.for_patients

    def visit(self, starts_at: datetime) -> Interval:
        return Interval(starts_at, starts_at + timedelta(minutes=self.minutes))

    def blocked(self, starts_at: datetime) -> Interval:
        """The visit with its buffers: what room and equipment cannot give to anyone else."""
        visit = self.visit(starts_at)
        return Interval(
            visit.start - self.buffer_before,
            visit.end + timedelta(minutes=self.buffer_after_minutes),
        )

    def hands_on(self, starts_at: datetime) -> tuple[Interval, ...]:
        """When the practitioner is needed: all of `blocked`, but for the rest."""
        blocked = self.blocked(starts_at)
        if self.rest_from_minute is None or self.rest_minutes is None:
            return (blocked,)
        rests_at = starts_at + timedelta(minutes=self.rest_from_minute)
        rest = Interval(rests_at, rests_at + timedelta(minutes=self.rest_minutes))
        return tuple(blocked.pieces_around(rest))


@dataclass(frozen=True, eq=False)
class Practitioner:
    key: int
    id: str
    practice_key: int
    name: str
    title: str
    retired: bool
    treatment_keys: frozenset[int]
    hours: tuple[WeeklyHours, ...]
    extra_hours: tuple[ExtraHours, ...] = ()
    away: tuple[Interval, ...] = ()
    classes: tuple[ClassTime, ...] = ()
    elsewhere: tuple[Interval, ...] = ()  # busy, as their own calendar says

    @cached_property
    def _elsewhere(self) -> Busy:
        return Busy(self.elsewhere)

    def is_here(self, wanted: Iterable[Interval]) -> bool:
        return not any(self._elsewhere.overlaps(part) for part in wanted)

    def works_at(self, location: Location) -> bool:
        places = {h.location_key for h in self.hours} | {h.location_key for h in self.extra_hours}
        places |= {c.location_key for c in self.classes}
        return location.key in places


@dataclass(frozen=True)
class ComplaintChoice:
    practice_key: int
    code: str
    label: str


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All of it as of `revision`, with what is retired: old visits still name it.

    A booking reasoned from an older revision is refused by the database.
    """

    revision: int
    practices: Mapping[int, Practice]
    locations: Mapping[int, Location]
    rooms: Mapping[int, Room]
    treatments: Mapping[int, Treatment]
    practitioners: Mapping[int, Practitioner]
    complaints: tuple[ComplaintChoice, ...]
    equipment: Mapping[int, Equipment] = field(default_factory=dict)

    def location(self, location_id: str | None) -> Location:
        """The one named, or the first one. Raises UnknownChoiceError."""
        for location in self.locations.values():
            if location_id in {None, location.id}:
                return location
        raise UnknownChoiceError("location")

    def treatments_at(self, location: Location) -> list[Treatment]:
        """Those somebody gives there, in the practice's order."""
        given = {key for p in self.practitioners_at(location) for key in p.treatment_keys}
        return [t for t in self.treatments.values() if t.key in given and not t.retired]

    def treatments_online(self, location: Location) -> list[Treatment]:
        """Those that patients book by themselves."""
        return [t for t in self.treatments_at(location) if t.online]

    def practitioners_at(self, location: Location) -> list[Practitioner]:
        return [p for p in self.practitioners.values() if not p.retired and p.works_at(location)]

    def treatment(
        self, location: Location, treatment_id: str, *, online: bool = False
    ) -> Treatment:
        """`online`: one that patients book by themselves. Raises UnknownChoiceError."""
        for treatment in self.treatments_at(location):
            if treatment.id == treatment_id and (treatment.online or not online):
                return treatment
        raise UnknownChoiceError("treatment")

    def who_gives(
        self, treatment: Treatment, location: Location, practitioner_id: str | None
    ) -> list[Practitioner]:
        """The practitioner named, or all who give it there. Raises UnknownChoiceError."""
        able = [
            p
            for p in self.practitioners_at(location)
            if treatment.key in p.treatment_keys and practitioner_id in {None, p.id}
        ]
        if not able:
            raise UnknownChoiceError("practitioner")
        return able

    def rooms_for(self, treatment: Treatment, location: Location) -> list[Room]:
        return [
            r
            for r in self.rooms.values()
            if r.location_key == location.key and r.kind == treatment.room_kind and not r.retired
        ]

    def equipment_for(self, treatment: Treatment, location: Location) -> list[Equipment]:
        return [
            e
            for e in self.equipment.values()
            if e.location_key == location.key
            and e.kind == treatment.equipment_kind
            and not e.retired
        ]

    def off(self, practitioner_key: int, location_key: int) -> tuple[Interval, ...]:
        """When a visit with these cannot be: one is away or busy, or the other closed."""
        who = self.practitioners[practitioner_key]
        return (*who.away, *who.elsewhere, *self.locations[location_key].closed)

    def complaints_of(self, practice_key: int) -> list[ComplaintChoice]:
        return [c for c in self.complaints if c.practice_key == practice_key]
