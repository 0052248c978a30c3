"""Who is told of a case, in turn, and how long they have to answer (S-116)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.followup.domain.alerts import Alert
from shared.events.alerts import Grade

IN_HOURS = timedelta(minutes=15)
OUT_OF_HOURS = timedelta(minutes=30)
# Who is on call for a day is so until the next day's morning, when the office opens or at this time.
HANDOVER = time(8)
# A case that is not red is not told to everybody for ever; a red one is, until somebody has it.
MOST_ROUNDS = 2
# Of cases that are not red, to one person in an hour; the case itself is always on the page.
MOST_PAGES_AN_HOUR = 6


@dataclass(frozen=True)
class OfficeHours:
    weekday: int  # Monday is 0
    opens: time
    closes: time


class Part(StrEnum):
    """Of a day: while the office is open, and the rest of it up to the next morning."""

    IN_HOURS = "in_hours"
    ON_CALL = "on_call"


Rota = Sequence[str]


@dataclass(frozen=True)
class Duty:
    """Rotas are ids of staff, in the order in which they are told. `in_hours` and `on_call` hold
    where neither the weekday nor the date has a rota of its own; a date's goes before a weekday's.
    """

    zone: ZoneInfo
    hours: Sequence[OfficeHours]
    in_hours: Rota = ()
    on_call: Rota = ()
    by_weekday: Mapping[tuple[int, Part], Rota] = field(default_factory=dict)
    by_date: Mapping[tuple[date, Part], Rota] = field(default_factory=dict)

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        return any(
            day.opens <= local.time() < day.closes for day in self.opening_hours(local.date())
        )

    def opening_hours(self, on: date) -> list[OfficeHours]:
        return [day for day in self.hours if day.weekday == on.weekday()]

    def rota_of(self, on: date, part: Part) -> Rota:
        usual = self.in_hours if part is Part.IN_HOURS else self.on_call
        return self.by_date.get((on, part), self.by_weekday.get((on.weekday(), part), usual))

    def rota_at(self, at: datetime) -> Rota:
        local = at.astimezone(self.zone)
        if self.is_open(at):
            return self.rota_of(local.date(), Part.IN_HOURS)
        night_before = local.time() < HANDOVER
        return self.rota_of(local.date() - timedelta(days=night_before), Part.ON_CALL)

    def patience(self, at: datetime) -> timedelta:
        return IN_HOURS if self.is_open(at) else OUT_OF_HOURS

    def whose_turn(self, alert: Alert, at: datetime, told: Sequence[str]) -> str | None:
        """The first of those who were told least, and longest ago, of this case, by any rota: when
        the office closes meanwhile, nobody is passed over and nobody is told twice in a row. None when nobody is on
        the rota, or all were told often enough.
        """
        rota = self.rota_at(at)
        if not rota:
            return None
        last_told = {staff_id: place for place, staff_id in enumerate(told)}
        turn = min(rota, key=lambda s: (told.count(s), last_told.get(s, -1)))
        enough = alert.grade is not Grade.RED and told.count(turn) >= MOST_ROUNDS
        return None if enough else turn


def may_page(alert: Alert, pages_last_hour: int) -> bool:
    """The cap never holds back a red one."""
    return alert.grade is Grade.RED or pages_last_hour < MOST_PAGES_AN_HOUR


# Until the practice has said otherwise; nobody is on the rota then.
UNTOLD = Duty(
    ZoneInfo("America/Los_Angeles"),
    tuple(OfficeHours(weekday, time(9), time(18)) for weekday in range(6)),
)
