"""The classes of a practice, day by day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from services.booking.domain.catalogue import Catalogue, Location, Practitioner, Treatment
from services.booking.domain.hours import ClassTime
from services.booking.domain.intervals import Block, Interval
from services.booking.domain.public_holidays import is_closed
from services.booking.domain.wall_time import DAY, instant


@dataclass(frozen=True)
class Session:
    """A class on one day. `blocked` is `during` with its buffers."""

    class_time_key: int
    treatment: Treatment
    practitioner_key: int
    location_key: int
    room_key: int
    during: Interval
    blocked: Interval

    def block(self) -> Block:
        """What it takes, whether or not anybody comes."""
        return Block(
            self.practitioner_key,
            self.room_key,
            self.blocked,
            (self.blocked,),
            class_time_key=self.class_time_key,
        )


@dataclass(frozen=True)
class Timetable:
    teachers: Sequence[Practitioner] = ()
    locations: Mapping[int, Location] = field(default_factory=dict)
    treatments: Mapping[int, Treatment] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Timetable":
        teachers = [p for p in catalogue.practitioners.values() if p.classes and not p.retired]
        return cls(teachers, catalogue.locations, catalogue.treatments)

    def on(self, day: date) -> list[Session]:
        """Held on that date at their location: not on its holidays, nor while the teacher is away."""
        return [
            session
            for teacher in self.teachers
            for class_time in teacher.classes
            if class_time.falls_on(day)
            for session in self._held(teacher, class_time, day)
        ]

    def overlapping(self, during: Interval) -> list[Session]:
        first, last = _utc_date(during.start) - DAY, _utc_date(during.end) + DAY
        days = [first + n * DAY for n in range((last - first).days + 1)] if self.teachers else []
        return [s for day in days for s in self.on(day) if s.blocked.overlaps(during)]

    def keys_of(self, treatment: Treatment) -> frozenset[int]:
        return frozenset(
            class_time.key
            for teacher in self.teachers
            for class_time in teacher.classes
            if class_time.treatment_key == treatment.key
        )

    def _held(self, teacher: Practitioner, class_time: ClassTime, day: date) -> Iterator[Session]:
        location = self.locations[class_time.location_key]
        treatment = self.treatments[class_time.treatment_key]
        if is_closed(location.holiday_calendar, location.closed_holidays, day):
            return
        starts_at = instant(datetime.combine(day, class_time.starts), location.zone)
        during = treatment.visit(starts_at)
        if not any(during.overlaps(gap) for gap in (*teacher.away, *location.closed)):
            yield Session(
                class_time.key,
                treatment,
                teacher.key,
                location.key,
                class_time.room_key,
                during,
                treatment.blocked(starts_at),
            )


def _utc_date(at: datetime) -> date:
    return at.astimezone(UTC).date()
