"""When patients are asked after a treatment, as data. Which plan applies is said by the visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.followup.domain.course import visit_numbers
from services.followup.domain.questions import PEG, Ask

# Late afternoon: home, and the clinic still open (CLINIC.md D.3, choice).
ASKED_AT = time(17, 0)
LIFE = timedelta(hours=48)
LONG_LIFE = timedelta(days=6)  # of what can wait for more urgent questions
COURSE_WEEKS = 8  # choice
# Decision points of a course (CLINIC.md D.5): "any gain?", then "30 % or 2 points?".
DECISION_VISITS = frozenset({5, 12})


class UnknownProtocolError(LookupError):
    """A treatment names a check-in plan that is not in the table."""


@dataclass(frozen=True)
class Step:
    """One check-in: so many days after the treatment, at a wall time of the clinic's zone. With
    `visits`, only after those, counted from the first treatment of the course.
    """

    kind: str
    days_after: int
    asks: tuple[Ask, ...] = (Ask.SCORE,)
    at: time = ASKED_AT
    life: timedelta = LIFE
    waits: bool = False
    visits: frozenset[int] | None = None


@dataclass(frozen=True)
class PlannedStep:
    kind: str
    due_at: datetime
    expires_at: datetime
    asks: tuple[Ask, ...]
    waits: bool


@dataclass(frozen=True)
class Protocol:
    id: str
    steps: tuple[Step, ...]

    def asks_after_every_visit(self, kind: str) -> bool:
        return any(step.kind == kind and step.visits is None for step in self.steps)


@dataclass(frozen=True)
class Treated:
    """A treatment that took place, and the plan it starts."""

    appointment_id: str
    protocol: Protocol
    at: datetime
    zone: ZoneInfo

    def replaces(self, kind: str, due_at: datetime) -> bool:
        """Whether an earlier treatment's question is no longer asked because of this one.

        By kind: a class of movement the day after needling starts the weekly questions anew, but
        leaves alone the ones that watch for a reaction to the needles. What belongs to one visit
        of the course, the next does not ask.
        """
        return self.protocol.asks_after_every_visit(kind) and due_at >= self.at


WEEKLY = tuple(
    Step("weekly", 7 * week, (Ask.SCORE, Ask.PAIN_DAYS)) for week in range(1, COURSE_WEEKS + 1)
)
PEG_AT_DECISION = Step("peg_course", 5, PEG, life=LONG_LIFE, waits=True, visits=DECISION_VISITS)
# Every later treatment moves these on; what is left is counted from the last one.
PEG_AFTERWARDS = (
    Step("peg_end", 60, PEG, life=LONG_LIFE, waits=True),
    Step("peg_3_months", 90, PEG, life=LONG_LIFE, waits=True),
    Step("peg_12_months", 365, PEG, life=LONG_LIFE, waits=True),
)
COURSE = (PEG_AT_DECISION, *WEEKLY, *PEG_AFTERWARDS)

PROTOCOLS: Mapping[str, Protocol] = {
    protocol.id: protocol
    for protocol in (
        Protocol(
            "after_needling",
            (Step("day_1", 1, (Ask.SCORE, Ask.REACTION)), Step("day_3", 3), *COURSE),
        ),
        Protocol("weekly", COURSE),
    )
}


def get_protocol(protocol_id: str) -> Protocol:
    """Raises UnknownProtocolError."""
    try:
        return PROTOCOLS[protocol_id]
    except KeyError:
        raise UnknownProtocolError(protocol_id) from None


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
        _plan_step(treated, step)
        for step in treated.protocol.steps
        if step.visits is None or number in step.visits
    ]


def _plan_step(treated: Treated, step: Step) -> PlannedStep:
    day = treated.at.astimezone(treated.zone).date() + timedelta(days=step.days_after)
    due_at = datetime.combine(day, step.at, treated.zone).astimezone(UTC)
    return PlannedStep(step.kind, due_at, due_at + step.life, step.asks, step.waits)
