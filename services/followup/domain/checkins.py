"""One check-in: planned, asked, then answered or missed; or retired when it is not wanted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

# An answer this long after the question's end is kept, marked as late (S-88, choice).
LATE_FOR = timedelta(hours=48)


class State(StrEnum):
    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"
    MISSED = "missed"
    RETIRED = "retired"


class IllegalTransitionError(Exception):
    """The check-in is not in a state from which this can happen."""


@dataclass(frozen=True)
class Checkin:
    id: UUID
    patient_id: str
    appointment_id: str
    complaint_id: str | None
    protocol_id: str
    kind: str
    due_at: datetime
    expires_at: datetime
    state: State = State.PLANNED
    asked_at: datetime | None = None
    clarified_at: datetime | None = None  # asked back, which happens once (S-85)
    closed_at: datetime | None = None
    reason: str | None = None  # why it was retired or missed

    @property
    def request_id(self) -> str:
        """How notify knows its question."""
        return f"checkin:{self.id}"

    def ask(self, at: datetime) -> "Checkin":
        self._require(State.PLANNED)
        if not self.due_at <= at < self.expires_at:
            raise IllegalTransitionError("a check-in is asked between its due time and its expiry")
        return replace(self, state=State.ASKED, asked_at=at)

    def clarify(self, at: datetime) -> "Checkin":
        self._require(State.ASKED)
        if self.clarified_at is not None:
            raise IllegalTransitionError("a check-in is asked back once")
        return replace(self, clarified_at=at)

    def answer(self, at: datetime) -> "Checkin":
        self._require(State.ASKED)
        return replace(self, state=State.ANSWERED, closed_at=at)

    def miss(self, at: datetime, reason: str) -> "Checkin":
        self._require(State.ASKED)
        return replace(self, state=State.MISSED, closed_at=at, reason=reason)

    def retire(self, at: datetime, reason: str) -> "Checkin":
        self._require(State.PLANNED, State.ASKED)
        return replace(self, state=State.RETIRED, closed_at=at, reason=reason)

    def takes_answer(self, at: datetime) -> bool:
        return self.state is State.ASKED and at < self.expires_at

    def takes_late_answer(self, at: datetime) -> bool:
        """The question ran out unanswered, but not long ago."""
        unanswered = self.state in {State.ASKED, State.MISSED}
        return unanswered and not self.takes_answer(at) and at < self.expires_at + LATE_FOR

    def _require(self, *states: State) -> None:
        if self.state not in states:
            raise IllegalTransitionError(f"a check-in that is {self.state}")


def settle(open_checkins: Sequence[Checkin], now: datetime) -> list[Checkin]:
    """What time makes of one patient's open check-ins: those that change, as they become, and
    what is closed before what is asked.

    Of several that are due, the newest is asked; an unanswered older one is closed first, so that
    a bare number belongs to one question (S-86).
    """
    ended = [_end(c, now) for c in open_checkins if c.expires_at <= now]
    alive = [c for c in open_checkins if c.expires_at > now]
    due = sorted(
        (c for c in alive if c.state is State.PLANNED and c.due_at <= now),
        key=lambda c: c.due_at,
    )
    if not due:
        return ended
    missed = [c.miss(now, "next_asked") for c in alive if c.state is State.ASKED]
    passed_over = [c.retire(now, "newer_due") for c in due[:-1]]
    return [*ended, *missed, *passed_over, due[-1].ask(now)]


def _end(checkin: Checkin, now: datetime) -> Checkin:
    if checkin.state is State.ASKED:
        return checkin.miss(now, "expired")
    return checkin.retire(now, "not_asked_in_time")
