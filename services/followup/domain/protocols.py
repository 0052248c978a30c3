"""When patients are asked after a treatment: what a plan is, and what it makes of the treatments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from services.followup.domain.course import visit_numbers
from services.followup.domain.questions import FIRST, PEG, Ask

# Late afternoon: home, and the clinic still open (CLINIC.md D.3, choice).
ASKED_AT = time(17, 0)
LIFE = timedelta(hours=48)
# Texts go between these hours; asked later, a question would only wait for the morning.
EARLIEST, LATEST = time(8, 0), time(20, 0)
# Decision points of a course (CLINIC.md D.5): "any gain?", then "30 % or 2 points?".
DECISION_VISITS = frozenset({5, 12})


class ImpossiblePlanError(ValueError):
    """A plan that cannot be asked; the message says why."""


@dataclass(frozen=True)
class Step:
    """One check-in: so many days after the treatment, at a wall time of the clinic's zone.

    `asks_at_decision` are asked besides after a decision visit, as more of the same conversation:
    they take no text of the week's three. With `visits`, only after those visits of the course.
    """

    kind: str
    days_after: int
    asks: tuple[Ask, ...] = (Ask.SCORE,)
    at: time = ASKED_AT
    life: timedelta = LIFE
    waits: bool = False
    visits: frozenset[int] | None = None
    asks_at_decision: tuple[Ask, ...] = ()

    def asked_after(self, visit: int) -> tuple[Ask, ...]:
        return self.asks + self.asks_at_decision if visit in DECISION_VISITS else self.asks


@dataclass(frozen=True)
class PlannedStep:
    kind: str
    due_at: datetime
    expires_at: datetime
    asks: tuple[Ask, ...]
    waits: bool


@dataclass(frozen=True)
class Protocol:
    """`by_complaint` holds the steps for complaints that are asked about differently, by code."""

    id: str
    steps: tuple[Step, ...]
    by_complaint: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)

    def steps_for(self, complaint: str | None) -> tuple[Step, ...]:
        return self.by_complaint.get(complaint or "", self.steps)

    def check(self) -> None:
        """Raises ImpossiblePlanError."""
        for steps in (self.steps, *self.by_complaint.values()):
            _check(steps)


@dataclass(frozen=True)
class Treated:
    """A treatment that took place, what for, and the plan it starts."""

    appointment_id: str
    protocol: Protocol
    at: datetime
    zone: ZoneInfo
    complaint: str | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.protocol.steps_for(self.complaint)

    def replaces(self, kind: str, due_at: datetime) -> bool:
        """Whether an earlier treatment's question is no longer asked because of this one.

        By kind: a class of movement the day after needling starts the weekly questions anew, but
        leaves alone the ones that watch for a reaction to the needles. What belongs to one visit
        of the course, the next does not ask.
        """
        asks_it = any(step.kind == kind and step.visits is None for step in self.steps)
        return asks_it and due_at >= self.at


def plan(treatments: Sequence[Treated]) -> dict[tuple[str, str, datetime], PlannedStep]:
    """All questions that a patient's treatments call for, by visit, kind and due time, past ones
    included. A later treatment replaces an earlier one's (S-97), in whatever order they were
    marked completed.
    """
    in_order = sorted(treatments, key=lambda treated: treated.at)
    numbers = visit_numbers([treated.at for treated in in_order])
    return {
        (treated.appointment_id, step.kind, step.due_at): step
        for treated, number in zip(in_order, numbers, strict=True)
        for step in _steps_of(treated, number)
        if not any(
            other.at > treated.at and other.replaces(step.kind, step.due_at) for other in treatments
        )
    }


def _steps_of(treated: Treated, number: int) -> list[PlannedStep]:
    return [
        _plan_step(treated, step, number)
        for step in treated.steps
        if step.visits is None or number in step.visits
    ]


def _plan_step(treated: Treated, step: Step, number: int) -> PlannedStep:
    day = treated.at.astimezone(treated.zone).date() + timedelta(days=step.days_after)
    due_at = datetime.combine(day, step.at, treated.zone).astimezone(UTC)
    asks = step.asked_after(number)
    return PlannedStep(step.kind, due_at, due_at + step.life, asks, step.waits)


def _check(steps: Sequence[Step]) -> None:
    if any(later.days_after <= earlier.days_after for earlier, later in pairwise(steps)):
        raise ImpossiblePlanError("each check-in is on a later day than the one before")
    for step in steps:
        asks = step.asks + step.asks_at_decision
        if asks[0] not in FIRST:
            raise ImpossiblePlanError("a check-in begins with the score, the days or the PEG")
        if len(set(asks)) < len(asks):
            raise ImpossiblePlanError("a check-in asks each question once")
        if Ask.REACTION in asks and asks[:2] != (Ask.SCORE, Ask.REACTION):
            raise ImpossiblePlanError("a reaction is asked about right after the score")
        if set(PEG) & set(asks) and asks[-len(PEG) :] != PEG:
            raise ImpossiblePlanError(
                "the three questions of the PEG are asked together, at the end"
            )
        if not EARLIEST <= step.at <= LATEST:
            raise ImpossiblePlanError("texts go between 8 in the morning and 8 in the evening")
