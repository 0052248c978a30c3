"""What Medicare covers of acupuncture for chronic low back pain (NCD 30.3.3, since 2020-01-21):
12 visits in 90 days, 8 more only with improvement shown, 20 a year, none without improvement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

COVERED = "low_back"
FIRST_VISITS, FIRST_PERIOD = 12, timedelta(days=90)
MOST_A_YEAR, YEAR = 20, timedelta(days=365)


@dataclass(frozen=True)
class Coverage:
    """As of one moment. `left` is how many visits are covered from then on."""

    visits_in_90_days: int
    visits_in_12_months: int
    improvement_shown: bool
    left: int


def count_since(visited_at: Sequence[datetime], since: datetime, at: datetime) -> int:
    """Of the time after `since`, up to and with `at`."""
    return sum(1 for visit in visited_at if since < visit <= at)


def coverage(visited_at: Sequence[datetime], *, improved: bool, at: datetime) -> Coverage:
    """Of visits with needles, up to and with `at`."""
    recent = count_since(visited_at, at - FIRST_PERIOD, at)
    year = count_since(visited_at, at - YEAR, at)
    covered = MOST_A_YEAR if improved else FIRST_VISITS
    left = max(0, covered - year)
    if not improved:
        left = min(left, max(0, FIRST_VISITS - recent))
    return Coverage(recent, year, improved, left)
