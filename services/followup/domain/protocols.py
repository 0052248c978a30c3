"""When patients are asked after a treatment, as data. Which plan applies is said by the visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

# Late afternoon: home, and the clinic still open (CLINIC.md D.3, choice).
ASKED_AT = time(17, 0)
LIFE = timedelta(hours=48)
COURSE_WEEKS = 8  # choice


class UnknownProtocolError(LookupError):
    """A treatment names a check-in plan that is not in the table."""


@dataclass(frozen=True)
class Step:
    """One question: so many days after the treatment, at a wall time of the clinic's zone."""

    kind: str
    days_after: int
    at: time = ASKED_AT
    life: timedelta = LIFE


@dataclass(frozen=True)
class PlannedStep:
    kind: str
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Protocol:
    id: str
    steps: tuple[Step, ...]

    def asks(self, kind: str) -> bool:
        return any(step.kind == kind for step in self.steps)


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
        leaves alone the ones that watch for a reaction to the needles.
        """
        return self.protocol.asks(kind) and due_at >= self.at


WEEKLY = tuple(Step("weekly", 7 * week) for week in range(1, COURSE_WEEKS + 1))

PROTOCOLS: Mapping[str, Protocol] = {
    protocol.id: protocol
    for protocol in (
        Protocol("after_needling", (Step("day_1", 1), Step("day_3", 3), *WEEKLY)),
        Protocol("weekly", WEEKLY),
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
    return {
        (treated.appointment_id, step.kind, step.due_at): step
        for treated in treatments
        for step in map(partial(_plan_step, treated), treated.protocol.steps)
        if not any(
            other.at > treated.at and other.replaces(step.kind, step.due_at) for other in treatments
        )
    }


def _plan_step(treated: Treated, step: Step) -> PlannedStep:
    day = treated.at.astimezone(treated.zone).date() + timedelta(days=step.days_after)
    due_at = datetime.combine(day, step.at, treated.zone).astimezone(UTC)
    return PlannedStep(step.kind, due_at, due_at + step.life)
