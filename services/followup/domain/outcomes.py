"""A score against its baseline, by two rules: 2 points and 30 % (Farrar 2001; CLINIC.md D.1).

Both are always shown: percent is steadier across baselines, high baselines need more points.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shared.events.checkins import Standing

MEANINGFUL_POINTS = Decimal(2)
MEANINGFUL_PERCENT = Decimal(30)
# No agreed figure exists; +2 is a working rule.
WORSE_POINTS = Decimal(2)
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Change:
    """Negative is less pain. Decimal, because 7.0 - 4.9 must be 30 % and not almost."""

    points: Decimal
    percent: Decimal | None  # none when the baseline is 0

    @property
    def meets_points(self) -> bool:
        return self.points <= -MEANINGFUL_POINTS

    @property
    def meets_percent(self) -> bool:
        return self.percent is not None and self.percent <= -MEANINGFUL_PERCENT

    @property
    def percent_shown(self) -> float | None:
        """To one decimal place, half away from zero."""
        return None if self.percent is None else float(self.percent.quantize(TENTH, ROUND_HALF_UP))

    @property
    def standing(self) -> Standing:
        if self.points >= WORSE_POINTS:
            return Standing.WORSE
        if self.meets_points and self.meets_percent:
            return Standing.BETTER
        if self.meets_points or self.meets_percent:
            return Standing.PARTLY_BETTER
        return Standing.SAME


def compare(baseline: Decimal, now: Decimal) -> Change:
    points = now - baseline
    return Change(points, points / baseline * 100 if baseline else None)


def compare_scores(baseline: int | None, score: int) -> Change | None:
    """None without a baseline to compare with."""
    return None if baseline is None else compare(Decimal(baseline), Decimal(score))
