"""What reports count, and the rates that follow."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# A patient's cancellation this close to the visit is late: the time can hardly be given away.
LATE = timedelta(hours=24)


class By(StrEnum):
    PRACTITIONER = "practitioner"
    WEEKDAY = "weekday"
    LEAD_TIME = "lead_time"
    TREATMENT = "treatment"
    REMINDER_PLAN = "reminder_plan"


@dataclass(frozen=True)
class VisitCounts:
    """Of the visits that were to begin in a time and share a name."""

    name: str
    booked: int
    came: int
    no_show: int
    cancelled_by_patient: int
    cancelled_late: int  # of those
    cancelled_by_clinic: int
    confirmed: int
    minutes: int  # of those that came

    @property
    def no_show_percent(self) -> float | None:
        """Of those who were to come: not of visits that were cancelled, nor of those ahead."""
        return percent(self.no_show, self.came + self.no_show)

    @property
    def late_percent(self) -> float | None:
        return percent(self.cancelled_late, self.booked)

    @property
    def confirmed_percent(self) -> float | None:
        """Of those that the clinic did not cancel."""
        return percent(self.confirmed, self.booked - self.cancelled_by_clinic)


@dataclass(frozen=True)
class TextCounts:
    """Of the texts of one kind that the carrier took."""

    kind: str
    sent: int
    delivered: int
    failed: int
    segments: int


def percent(part: int, whole: int) -> float | None:
    """None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def filled_percent(minutes: int, open_minutes: int) -> float | None:
    """Above 100 where visits were squeezed in."""
    return percent(minutes, open_minutes)
