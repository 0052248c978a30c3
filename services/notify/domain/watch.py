"""What is measured of the service, and when it is out of bounds (S-120)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """`count`: of how many it was measured, where it is a share."""

    value: float
    count: int = 0


@dataclass(frozen=True)
class Rule:
    name: str
    measure: str
    limit: float
    says: str
    inclusive: bool = False  # the limit itself is too much
    at_least: int = 0

    def is_broken_by(self, reading: Reading) -> bool:
        if reading.count < self.at_least:
            return False
        beyond = reading.value > self.limit
        return beyond or (self.inclusive and reading.value == self.limit)
