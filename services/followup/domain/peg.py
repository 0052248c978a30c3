"""The PEG: pain on average, enjoyment of life, general activity, each 0-10 over the past week.

The score is the mean of all three; with one missing there is none (Krebs 2009; CLINIC.md D.1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from services.followup.domain.outcomes import TENTH
from services.followup.domain.questions import PEG, Ask


@dataclass(frozen=True)
class Peg:
    """As far as it was answered."""

    items: Mapping[Ask, int]
    answered_at: datetime  # the last of them

    @property
    def score(self) -> Decimal | None:
        """To one decimal place."""
        if any(item not in self.items for item in PEG):
            return None
        mean = Decimal(sum(self.items[item] for item in PEG)) / len(PEG)
        return mean.quantize(TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class ScoredPeg:
    """One that was finished."""

    complaint_id: str | None
    items: Mapping[Ask, int]
    score: Decimal
    answered_at: datetime
    source: str = "checkin"
