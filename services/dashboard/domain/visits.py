"""What the desk may do with a visit, by its state and its time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.events.appointments import VisitStatus

# On a visit that a practitioner has to look at before it takes place.
REVIEW = "review"
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
    RELEASE = "release"


@dataclass(frozen=True)
class DaySummary:
    """Visits of a day that are not cancelled, and how many of them are still to be confirmed."""

    visits: int
    unconfirmed: int


def actions(
    status: VisitStatus, starts_at: datetime, now: datetime, *, review: bool = False
) -> tuple[Action, ...]:
    """The usual one first: before all, a `review` it waits for. Well before its time a visit can
    otherwise only be confirmed, for a patient who called; a mark can be taken back at any time.
    """
    if review and status.upcoming:
        return (Action.RELEASE, *actions(status, starts_at, now))
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
