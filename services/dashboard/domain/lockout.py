"""Guessing a password must be slow: after a few wrong tries an account rests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TRIES = 5
REST = timedelta(minutes=15)


@dataclass(frozen=True)
class Lockout:
    """Wrong tries since the last right one."""

    failures: int = 0
    locked_until: datetime | None = None

    def locked(self, now: datetime) -> bool:
        return self.locked_until is not None and now < self.locked_until

    def after_failure(self, now: datetime) -> "Lockout":
        """A rest that is over gives all tries back."""
        before = 0 if self.locked_until is not None and now >= self.locked_until else self.failures
        failures = before + 1
        return Lockout(failures, now + REST if failures >= TRIES else None)
