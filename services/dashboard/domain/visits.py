"""What the desk may do with a visit, by its state and its day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.events.appointments import VisitStatus

ON_THE_DAY = frozenset({VisitStatus.BOOKED, VisitStatus.CONFIRMED})
MARKED = frozenset({VisitStatus.ARRIVED, VisitStatus.COMPLETED, VisitStatus.NO_SHOW})


class Action(StrEnum):
    """The last part of the owner's address for it."""

    ARRIVE = "arrive"
    COMPLETE = "complete"
    NO_SHOW = "no-show"
    UNDO = "undo"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class DaySummary:
    """Visits of a day that are not cancelled, and how many of them are still to be confirmed."""

    visits: int
    unconfirmed: int


def actions(status: VisitStatus, day: date, today: date) -> tuple[Action, ...]:
    """The usual one first. Before its day a visit can only be confirmed, for a patient who
    called; a mark can be taken back at any time.
    """
    if status in ON_THE_DAY and day > today:
        return (Action.CONFIRM,) if status is VisitStatus.BOOKED else ()
    if status in ON_THE_DAY:
        return (Action.ARRIVE, Action.COMPLETE, Action.NO_SHOW)
    if status is VisitStatus.ARRIVED:
        return (Action.COMPLETE, Action.UNDO)
    return (Action.UNDO,) if status in MARKED else ()


def summary(statuses: list[VisitStatus]) -> DaySummary:
    kept = [status for status in statuses if not status.cancelled]
    return DaySummary(len(kept), kept.count(VisitStatus.BOOKED))
