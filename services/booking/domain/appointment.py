"""A visit's life: what may become of it, and in which order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.booking.domain.intervals import Interval
from services.booking.domain.safety import REVIEW
from shared.events.appointments import VisitStatus

# A patient who comes early may be received and treated; tomorrow's visit cannot have happened.
EARLIEST_MARK = timedelta(hours=2)
LINK_LIFETIME = timedelta(days=30)
# A cancellation can be taken back this long, and a time that came free is not offered sooner.
UNDO_FOR = timedelta(minutes=3)


class IllegalTransitionError(Exception):
    """That cannot happen to a visit in this state."""

    def __init__(self, action: str, status: VisitStatus) -> None:
        super().__init__(f"cannot {action} a visit that is {status}")
        self.action = action
        self.status = status


class TooLateToCancelError(Exception):
    """From here on a patient cancels by phone."""


class TooLateToMoveError(Exception):
    """From here on a patient moves a visit by phone."""


class TooEarlyError(Exception):
    """The visit has not begun."""


@dataclass(frozen=True)
class Place:
    """Where a visit stands: its time, with whom, in which room."""

    starts_at: datetime
    ends_at: datetime
    cancel_until: datetime
    practitioner_key: int
    room_key: int


@dataclass(frozen=True)
class Appointment:
    """Its `version` rises with every change. `marks` are the states that arrived, completed and
    no-show have replaced, so that each can be taken back.
    """

    id: str
    version: int
    status: VisitStatus
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime
    cancel_until: datetime
    completed_at: datetime | None
    marks: tuple[VisitStatus, ...]
    patient_id: str
    treatment_key: int
    practitioner_key: int
    room_key: int
    location_key: int
    flags: tuple[str, ...] = ()  # what staff must know
    series_id: str | None = None

    @property
    def link_expires_at(self) -> datetime:
        return self.ends_at + LINK_LIFETIME

    @property
    def awaits_review(self) -> bool:
        return REVIEW in self.flags

    def release(self) -> "Appointment":
        """A practitioner has looked: the visit may take place."""
        self._require("release", self.awaits_review and not self.status.cancelled)
        rest = tuple(flag for flag in self.flags if flag != REVIEW)
        return replace(self._changed(self.status), flags=rest)

    def confirm(self) -> "Appointment":
        """Saying it twice is not wrong."""
        self._require("confirm", self.status.upcoming)
        return self._changed(VisitStatus.CONFIRMED)

    def movable_until(self, off: Iterable[Interval]) -> datetime:
        """The late-cancel rule, else a visit would be moved away to be cancelled there; but when
        the clinic cannot keep the time, given what is `off`, up to the visit itself.
        """
        return self.starts_at if self.uncovered_by(off) else self.cancel_until

    def uncovered_by(self, off: Iterable[Interval]) -> bool:
        visit = Interval(self.starts_at, self.ends_at)
        return any(visit.overlaps(gap) for gap in off)

    def require_movable_by_patient(self, now: datetime, off: Iterable[Interval] = ()) -> None:
        self._require("move", self.status.upcoming)
        if now > self.movable_until(off):
            raise TooLateToMoveError

    def move(self, place: Place) -> "Appointment":
        """The same visit elsewhere. Who confirmed the old time has not confirmed the new one."""
        self._require("move", self.status.upcoming)
        kept = place.starts_at == self.starts_at
        moved = self._changed(self.status if kept else VisitStatus.BOOKED)
        return replace(moved, **vars(place))

    def keep(self) -> "Appointment":
        """As it is, whatever stands against it."""
        self._require("keep", self.status.upcoming)
        return self._changed(self.status)

    def arrive(self, now: datetime) -> "Appointment":
        self._require("arrive", self.status.upcoming)
        self._require_begun(now, EARLIEST_MARK)
        return self._marked(VisitStatus.ARRIVED)

    def complete(self, now: datetime) -> "Appointment":
        self._require("complete", self.status.upcoming or self.status is VisitStatus.ARRIVED)
        self._require_begun(now, EARLIEST_MARK)
        return replace(self._marked(VisitStatus.COMPLETED), completed_at=now)

    def mark_no_show(self, now: datetime) -> "Appointment":
        self._require("mark_no_show", self.status.upcoming)
        self._require_begun(now, timedelta())
        return self._marked(VisitStatus.NO_SHOW)

    def cancel_by_patient(self, now: datetime) -> "Appointment":
        self._require("cancel", self.status.upcoming)
        if now > self.cancel_until:
            raise TooLateToCancelError
        return self._changed(VisitStatus.CANCELLED_BY_PATIENT)

    def give_up(self) -> "Appointment":
        """For an earlier time that the clinic offered, so never too late."""
        self._require("cancel", self.status.upcoming)
        return self._changed(VisitStatus.CANCELLED_BY_PATIENT)

    def cancel_by_clinic(self) -> "Appointment":
        self._require("cancel", self.status.upcoming or self.status is VisitStatus.ARRIVED)
        return self._changed(VisitStatus.CANCELLED_BY_CLINIC)

    def restore(self) -> "Appointment":
        """Take back the last mark. A cancelled visit has none: its time may be another's."""
        self._require("restore", bool(self.marks) and not self.status.cancelled)
        *earlier, last = self.marks
        return replace(self._changed(last), marks=tuple(earlier), completed_at=None)

    def take_back_cancellation(
        self, before: VisitStatus, cancelled_at: datetime, now: datetime
    ) -> "Appointment":
        """As long as nobody has been told (S-109); `before` is what it was."""
        self._require("restore", self.status.cancelled and now <= cancelled_at + UNDO_FOR)
        return self._changed(before)

    def _marked(self, status: VisitStatus) -> "Appointment":
        return replace(self._changed(status), marks=(*self.marks, self.status))

    def _changed(self, status: VisitStatus) -> "Appointment":
        return replace(self, status=status, version=self.version + 1)

    def _require(self, action: str, allowed: bool) -> None:
        if not allowed:
            raise IllegalTransitionError(action, self.status)

    def _require_begun(self, now: datetime, early: timedelta) -> None:
        if now < self.starts_at - early:
            raise TooEarlyError
