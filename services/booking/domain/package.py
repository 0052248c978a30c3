"""Visits that were bought ahead: what uses one, and what gives it back."""

from dataclasses import dataclass
from datetime import date, datetime

from services.booking.domain.appointment import Appointment
from shared.events.appointments import VisitStatus


class NotEnoughError(Exception):
    """The balance would fall below zero, and nobody said that it may."""


class StalePackageError(Exception):
    """The ledger has a line more than whoever asks has seen."""


@dataclass(frozen=True)
class CreditRule:
    """A practice's own: what uses a credit besides a visit that took place."""

    late_cancel: bool
    no_show: bool

    def cause(self, visit: Appointment, at: datetime) -> str | None:
        """Why a visit that became what it is at that time uses a credit; none when it does not."""
        late = self.late_cancel and at > visit.cancel_until
        return {
            VisitStatus.COMPLETED: "used",
            VisitStatus.NO_SHOW: "no_show" if self.no_show else None,
            VisitStatus.CANCELLED_BY_PATIENT: "late_cancel" if late else None,
        }.get(visit.status)


@dataclass(frozen=True)
class Package:
    """`line` is the last one of its ledger."""

    key: int
    id: str
    patient_id: str
    treatment_keys: frozenset[int]
    bought: int
    left: int
    line: int
    expires_on: date | None

    def covers(self, treatment_key: int, on: date) -> bool:
        return (
            treatment_key in self.treatment_keys
            and self.left > 0
            and (self.expires_on is None or on <= self.expires_on)
        )

    def balance_after(self, added: int, *, overruled: bool = False) -> int:
        """Raises NotEnoughError."""
        if self.left + added < 0 and not overruled:
            raise NotEnoughError
        return self.left + added
