"""What a person must look at, as a case: opened by a rule, seen by somebody, closed with an outcome."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shared.events.alerts import Grade

# What is found within a day of the last finding belongs to the same case (choice).
EPISODE = timedelta(hours=24)
GRAVITY = {Grade.RED: 2, Grade.ORANGE: 1, Grade.YELLOW: 0}


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
class Finding:
    """One thing that a rule found. `call_now`: the patient cannot be texted."""

    rule: str
    grade: Grade
    report_id: UUID | None = None
    reply_id: str | None = None
    signs: tuple[str, ...] = ()
    call_now: bool = False


@dataclass(frozen=True)
class Signature:
    """Who did it, and when."""

    staff_id: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Alert:
    """`turn` counts how often it was passed on; `page_due_at` is when it is next, unless seen."""

    id: UUID
    patient_id: str
    rule: str
    grade: Grade
    opened_at: datetime
    found_at: datetime
    report_id: UUID | None
    reply_id: str | None
    signs: tuple[str, ...] = ()
    call_now: bool = False
    turn: int = 0
    page_due_at: datetime | None = None
    acknowledged: Signature | None = None
    closed: Signature | None = None
    outcome: Outcome | None = None

    @property
    def pages(self) -> bool:
        """Whether staff are told by text; the rest waits on the page for the day's review."""
        return self.grade is not Grade.YELLOW

    def takes(self, finding: Finding, at: datetime) -> bool:
        """Whether the finding belongs to this case. A graver one never does; nor does a red one
        that comes after somebody has looked, because they have not looked at that.
        """
        if self.closed is not None or at - self.found_at > EPISODE:
            return False
        if GRAVITY[finding.grade] > GRAVITY[self.grade]:
            return False
        return finding.grade is not Grade.RED or self.acknowledged is None

    def join(self, finding: Finding, at: datetime) -> "Alert":
        self._require_open()
        return replace(
            self,
            found_at=at,
            signs=tuple(dict.fromkeys((*self.signs, *finding.signs))),
            call_now=self.call_now or finding.call_now,
        )

    def acknowledge(self, by: Signature) -> "Alert":
        """Raises AlertClosedError, AlertTakenError. Again by the same person changes nothing."""
        self._require_open()
        if self.acknowledged is None:
            return replace(self, acknowledged=by, page_due_at=None)
        if self.acknowledged.staff_id != by.staff_id:
            raise AlertTakenError
        return self

    def close(self, by: Signature, outcome: Outcome) -> "Alert":
        """Raises AlertClosedError. Who closes it has seen it."""
        self._require_open()
        seen = self.acknowledged or by
        return replace(self, acknowledged=seen, closed=by, outcome=outcome, page_due_at=None)

    def _require_open(self) -> None:
        if self.closed is not None:
            raise AlertClosedError


def open_case(alert_id: UUID, patient_id: str, finding: Finding, at: datetime) -> Alert:
    return Alert(
        id=alert_id,
        patient_id=patient_id,
        rule=finding.rule,
        grade=finding.grade,
        opened_at=at,
        found_at=at,
        report_id=finding.report_id,
        reply_id=finding.reply_id,
        signs=finding.signs,
        call_now=finding.call_now,
    )
