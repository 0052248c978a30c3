"""Who is told of cases, and when, as followup shows it."""

from datetime import date, time
from typing import Any

from pydantic import BaseModel, RootModel


class Open(BaseModel):
    """A stretch of a weekday; Monday is 0."""

    weekday: int
    opens: time
    closes: time


class WeekdayRota(BaseModel):
    weekday: int
    part: str
    staff: list[str]


class DateRota(BaseModel):
    on: date
    part: str
    staff: list[str]


class Duty(BaseModel):
    """Rotas are ids of staff, in the order in which they are told."""

    time_zone: str
    hours: list[Open]
    in_hours: list[str]
    on_call: list[str]
    weekdays: list[WeekdayRota]
    dates: list[DateRota]
    version: int

    def asked(self, **changes: object) -> dict[str, Any]:
        """As followup takes it, based on the version that was looked at."""
        body = self.model_copy(update=changes).model_dump(mode="json", exclude={"version"})
        return {**body, "based_on": self.version}


class DutyDay(BaseModel):
    """`changed`: the parts for which this very date has a rota of its own."""

    on: date
    open: list[Open]
    in_hours: list[str]
    on_call: list[str]
    changed: list[str]

    def rota(self, part: str) -> list[str]:
        return self.in_hours if part == "in_hours" else self.on_call

    @property
    def parts(self) -> list[str]:
        return ["in_hours", "on_call"] if self.open else ["on_call"]


class DutyDays(RootModel[list[DutyDay]]):
    """One after the other."""


class OfficeDay(BaseModel):
    on: date
    why: str


class OfficeHours(BaseModel):
    """When staff read texts, as notify keeps it."""

    hours: list[Open]
    closed: list[OfficeDay]
