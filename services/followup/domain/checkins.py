"""One check-in: planned, asked, then answered, partly answered or missed; or retired when it is not
wanted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.followup.domain.questions import Ask, nudge_id_of, request_id_of

# An answer this long after the question's end is kept, marked as late (S-88, choice).
LATE_FOR = timedelta(hours=48)
# Silence for this long is nudged once, and a range that was not made a number is kept (S-98, S-80).
PATIENCE = timedelta(hours=24)
RAN_OUT = "expired"


class State(StrEnum):
    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"
    PARTIAL = "partial"  # it ran out between its first answer and its last
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
    asks: tuple[Ask, ...] = (Ask.SCORE,)
    waits: bool = False  # is asked only when nothing more urgent is
    state: State = State.PLANNED
    step: int = 0  # which of its questions is open
    asked_at: datetime | None = None
    sent_at: datetime | None = None  # the carrier took the question
    clarified_at: datetime | None = None  # asked back, which happens once a question (S-85)
    nudged_at: datetime | None = None
    ranged_at: datetime | None = None  # answered with a range so far
    closed_at: datetime | None = None
    reason: str | None = None  # why it was retired or missed

    @property
    def asking(self) -> Ask:
        """The question that is open, or comes first."""
        return self.asks[self.step]

    @property
    def request_id(self) -> str:
        """How notify knows that question."""
        return request_id_of(self.id, self.asking, first=self.step == 0)

    @property
    def nudge_id(self) -> str | None:
        return nudge_id_of(self.id) if self.nudged_at else None

    @property
    def begun(self) -> bool:
        return self.step > 0

    def ask(self, at: datetime) -> "Checkin":
        self._require(State.PLANNED)
        if not self.due_at <= at < self.expires_at:
            raise IllegalTransitionError("a check-in is asked between its due time and its expiry")
        return replace(self, state=State.ASKED, asked_at=at)

    def clarify(self, at: datetime) -> "Checkin":
        self._require(State.ASKED)
        if self.clarified_at is not None:
            raise IllegalTransitionError("a question is asked back once")
        return replace(self, clarified_at=at)

    def nudge(self, at: datetime) -> "Checkin":
        """Raises IllegalTransitionError unless it wants one."""
        self._require(State.ASKED)
        if not self.wants_nudge(at):
            raise IllegalTransitionError("this check-in is not nudged now")
        return replace(self, nudged_at=at)

    def keep_range(self, at: datetime) -> "Checkin":
        self._require(State.ASKED)
        return replace(self, ranged_at=self.ranged_at or at)

    def answer(self, at: datetime) -> "Checkin":
        """The open question is answered: on to the next, or done."""
        self._require(State.ASKED)
        if self.step + 1 < len(self.asks):
            return replace(self, step=self.step + 1, clarified_at=None, ranged_at=None)
        return replace(self, state=State.ANSWERED, closed_at=at)

    def finish(self, at: datetime) -> "Checkin":
        """What it still would have asked is left."""
        self._require(State.ASKED)
        return replace(self, state=State.ANSWERED, closed_at=at)

    def miss(self, at: datetime, reason: str) -> "Checkin":
        """It ran out: unanswered, or partly answered."""
        self._require(State.ASKED)
        state = State.PARTIAL if self.begun else State.MISSED
        return replace(self, state=state, closed_at=at, reason=reason)

    def begins_with(self, asks: tuple[Ask, ...]) -> bool:
        """Whether it asks these; what it was told to ask besides comes after them."""
        return self.asks[: len(asks)] == asks

    def also_ask(self, ask: Ask) -> "Checkin":
        self._require(State.PLANNED)
        return self if ask in self.asks else replace(self, asks=(*self.asks, ask))

    def retire(self, at: datetime, reason: str) -> "Checkin":
        self._require(State.PLANNED, State.ASKED)
        return replace(self, state=State.RETIRED, closed_at=at, reason=reason)

    def takes_answer(self, at: datetime) -> bool:
        return self.state is State.ASKED and at < self.expires_at

    def wants_nudge(self, at: datetime) -> bool:
        """After a day of silence, counted from when it went. One that was asked back has had two
        texts already, and there are never three.
        """
        return (
            self.state is State.ASKED
            and not self.begun
            and self.nudged_at is None
            and self.clarified_at is None
            and self.ranged_at is None
            and self.sent_at is not None
            and self.sent_at + PATIENCE <= at < self.expires_at
        )

    @property
    def was_silent(self) -> bool:
        """It reached the patient, and no answer came in all the time there was for one."""
        if self.state is not State.MISSED or self.sent_at is None:
            return False
        return self.nudged_at is not None or self.reason == RAN_OUT

    def range_stands(self, at: datetime) -> bool:
        """A range was given and no number followed."""
        if self.state is not State.ASKED or self.ranged_at is None:
            return False
        return at >= min(self.ranged_at + PATIENCE, self.expires_at)

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
    a bare number belongs to one question (S-86). One that can wait is asked when nothing else is.
    """
    ended = [_end(c, now) for c in open_checkins if c.expires_at <= now or c.range_stands(now)]
    gone = {c.id for c in ended}
    alive = [c for c in open_checkins if c.id not in gone]
    return [*ended, *_ask_due(alive, now)]


def _ask_due(alive: Sequence[Checkin], now: datetime) -> list[Checkin]:
    asked = [c for c in alive if c.state is State.ASKED]
    due = sorted(
        (c for c in alive if c.state is State.PLANNED and c.due_at <= now),
        key=lambda c: c.due_at,
    )
    urgent = [c for c in due if not c.waits]
    if urgent:
        missed = [c.miss(now, "next_asked") for c in asked]
        passed_over = [c.retire(now, "newer_due") for c in urgent[:-1]]
        return [*missed, *passed_over, urgent[-1].ask(now)]
    if due and not asked:
        return [due[0].ask(now)]
    return [c.nudge(now) for c in asked if c.wants_nudge(now)]


def _end(checkin: Checkin, now: datetime) -> Checkin:
    if checkin.range_stands(now):
        return checkin.finish(now)
    if checkin.state is State.ASKED:
        return checkin.miss(now, RAN_OUT)
    return checkin.retire(now, "not_asked_in_time")
