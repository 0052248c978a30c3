"""When practitioners work: hours of the week, of single dates, and of classes."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True)
class WeeklyHours:
    """Wall time at the location. Closing at or before `opens` is the day after."""

    location_key: int
    weekday: int  # ISO: 1 is Monday
    opens: time
    closes: time


@dataclass(frozen=True)
class ExtraHours:
    """Hours of one date besides the week's. Wall time, like those."""

    location_key: int
    held_on: date
    opens: time
    closes: time


@dataclass(frozen=True)
class ClassTime:
    """A class, the same hour every week. Wall time at the location; between the two dates, where
    they are given.
    """

    key: int
    treatment_key: int
    location_key: int
    room_key: int
    weekday: int  # ISO: 1 is Monday
    starts: time
    first_on: date | None
    last_on: date | None

    def falls_on(self, day: date) -> bool:
        return day.isoweekday() == self.weekday and (self.first_on or day) <= day <= (
            self.last_on or day
        )
