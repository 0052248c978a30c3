"""The plans that treatments name, as data: the standard ones, and what a practice made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.followup.domain.protocols import DECISION_VISITS, Protocol, Step
from services.followup.domain.questions import PEG, Ask

LONG_LIFE = timedelta(days=6)  # of what can wait for more urgent questions
COURSE_WEEKS = 8  # choice
WEEKS = range(1, COURSE_WEEKS + 1)


class UnknownProtocolError(LookupError):
    """A treatment names a check-in plan that there is not."""


@dataclass(frozen=True)
class Revision:
    """A plan as it is from then on, for treatments from then on."""

    protocol: Protocol
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True)
class Plans:
    """`revisions` in the order in which they were saved. A treatment keeps the plan that was in
    force when it took place, so a change of plan changes nothing that was planned before.
    """

    revisions: Sequence[Revision] = ()

    def in_force(self, protocol_id: str, at: datetime) -> Protocol:
        """Raises UnknownProtocolError."""
        own = [r for r in self.revisions if r.protocol.id == protocol_id]
        saved = [r.protocol for r in own if r.saved_at <= at]
        if saved:
            return saved[-1]
        if protocol_id in STANDARD:
            return STANDARD[protocol_id]
        if own:
            return own[0].protocol
        raise UnknownProtocolError(protocol_id)

    def count(self, protocol_id: str) -> int:
        """Of its changes."""
        return sum(r.protocol.id == protocol_id for r in self.revisions)

    def ids(self) -> list[str]:
        return sorted({*STANDARD, *(r.protocol.id for r in self.revisions)})


WEEKLY = tuple(Step("weekly", 7 * week, (Ask.SCORE, Ask.PAIN_DAYS)) for week in WEEKS)
# With headaches the days count for more than the score of a moment (CLINIC.md D.1).
WEEKLY_BY_DAYS = tuple(Step("weekly", 7 * week, (Ask.PAIN_DAYS, Ask.SCORE)) for week in WEEKS)
FORTNIGHTLY = tuple(Step("fortnightly", 14 * n, (Ask.SCORE, Ask.PAIN_DAYS)) for n in range(1, 5))
PEG_AT_DECISION = Step("peg_course", 5, PEG, life=LONG_LIFE, waits=True, visits=DECISION_VISITS)
# Every later treatment moves these on; what is left is counted from the last one.
PEG_AFTERWARDS = (
    Step("peg_end", 60, PEG, life=LONG_LIFE, waits=True),
    Step("peg_3_months", 90, PEG, life=LONG_LIFE, waits=True),
    Step("peg_12_months", 365, PEG, life=LONG_LIFE, waits=True),
)
# A reminder and these two are the three texts of a week, so the PEG is part of the second.
AFTER_NEEDLING = (
    Step("day_1", 1, (Ask.SCORE, Ask.REACTION)),
    Step("day_3", 3, asks_at_decision=PEG),
)
HEADACHES = ("headache", "migraine")

STANDARD: Mapping[str, Protocol] = {
    protocol.id: protocol
    for protocol in (
        Protocol(
            "after_needling",
            (*AFTER_NEEDLING, *WEEKLY, *PEG_AFTERWARDS),
            dict.fromkeys(HEADACHES, (*AFTER_NEEDLING, *WEEKLY_BY_DAYS, *PEG_AFTERWARDS)),
        ),
        Protocol(
            "weekly",
            (PEG_AT_DECISION, *WEEKLY, *PEG_AFTERWARDS),
            dict.fromkeys(HEADACHES, (PEG_AT_DECISION, *WEEKLY_BY_DAYS, *PEG_AFTERWARDS)),
        ),
        Protocol("coaching", (PEG_AT_DECISION, *FORTNIGHTLY, *PEG_AFTERWARDS)),
    )
}
