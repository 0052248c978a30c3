"""What a person must look at, as a case: opened by a rule, seen by somebody, closed with an outcome."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.events.alerts import Grade

# New severe pain is a same-day call (CLINIC.md D.4).
SEVERE_SCORE = 8
SEVERE = "score_8_or_more"


class Outcome(StrEnum):
    CALLED = "called"
    ADVISED = "advised"
    SENT_TO_ED = "sent_to_ed"
    NO_ACTION = "no_action"


class AlertClosedError(Exception):
    """The case is closed; a new report opens a new one."""


class AlertTakenError(Exception):
    """Somebody else has acknowledged it."""


@dataclass(frozen=True)
class Rule:
    id: str
    grade: Grade


@dataclass(frozen=True)
class Signature:
    """Who did it, and when."""

    staff_id: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Alert:
    id: UUID
    patient_id: str
    rule: str
    grade: Grade
    opened_at: datetime
    report_id: UUID | None
    reply_id: str | None
    acknowledged: Signature | None = None
    closed: Signature | None = None
    outcome: Outcome | None = None

    def acknowledge(self, by: Signature) -> "Alert":
        """Raises AlertClosedError, AlertTakenError. Again by the same person changes nothing."""
        self._require_open()
        if self.acknowledged is None:
            return replace(self, acknowledged=by)
        if self.acknowledged.staff_id != by.staff_id:
            raise AlertTakenError
        return self

    def close(self, by: Signature, outcome: Outcome) -> "Alert":
        """Raises AlertClosedError. Who closes it has seen it."""
        self._require_open()
        return replace(self, acknowledged=self.acknowledged or by, closed=by, outcome=outcome)

    def _require_open(self) -> None:
        if self.closed is not None:
            raise AlertClosedError


def rules_met(highest: int) -> list[Rule]:
    """`highest` is the score, or the upper end of a range."""
    return [Rule(SEVERE, Grade.ORANGE)] if highest >= SEVERE_SCORE else []
