"""What the desk may do with a visit, by its state and its time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.events.appointments import VisitStatus

# Booking refuses an earlier mark: a patient may come early, but not a day early.
EARLIEST_MARK = timedelta(hours=2)
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


def actions(status: VisitStatus, starts_at: datetime, now: datetime) -> tuple[Action, ...]:
    """The usual one first. Well before its time a visit can only be confirmed, for a patient who
    called; a mark can be taken back at any time.
    """
    if status.upcoming and now < starts_at - EARLIEST_MARK:
        return (Action.CONFIRM,) if status is VisitStatus.BOOKED else ()
    if status.upcoming:
        no_show = (Action.NO_SHOW,) if now >= starts_at else ()
        return (Action.ARRIVE, Action.COMPLETE, *no_show)
    if status is VisitStatus.ARRIVED:
        return (Action.COMPLETE, Action.UNDO)
    return (Action.UNDO,) if status in MARKED else ()


def summary(statuses: list[VisitStatus]) -> DaySummary:
    kept = [status for status in statuses if not status.cancelled]
    return DaySummary(len(kept), kept.count(VisitStatus.BOOKED))
