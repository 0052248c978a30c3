"""What a change means, by hand-computed numbers."""

from decimal import Decimal

import pytest

from services.followup.domain.outcomes import compare, compare_scores
from shared.events.checkins import Standing

TABLE = [
    # baseline, now, points, percent, 2 points?, 30 %?, standing
    ("7.0", "4.9", "-2.1", -30.0, True, True, Standing.BETTER),
    ("7.0", "5.0", "-2.0", -28.6, True, False, Standing.PARTLY_BETTER),
    ("3", "2", "-1", -33.3, False, True, Standing.PARTLY_BETTER),
    ("10", "7", "-3", -30.0, True, True, Standing.BETTER),
    ("9", "7", "-2", -22.2, True, False, Standing.PARTLY_BETTER),
    ("6", "5", "-1", -16.7, False, False, Standing.SAME),
    ("5", "5", "0", 0.0, False, False, Standing.SAME),
    ("5", "6", "1", 20.0, False, False, Standing.SAME),
    ("5", "7", "2", 40.0, False, False, Standing.WORSE),
    ("7", "0", "-7", -100.0, True, True, Standing.BETTER),
]


@pytest.mark.parametrize(
    ("baseline", "now", "points", "percent", "by_points", "by_percent", "standing"), TABLE
)
def test_s99_both_rules_are_shown(
    baseline: str,
    now: str,
    points: str,
    percent: float,
    by_points: bool,
    by_percent: bool,
    standing: Standing,
) -> None:
    change = compare(Decimal(baseline), Decimal(now))
    assert (change.points, change.percent_shown) == (Decimal(points), percent)
    assert (change.meets_points, change.meets_percent) == (by_points, by_percent)
    assert change.standing is standing


@pytest.mark.parametrize(("score", "standing"), [(0, Standing.SAME), (2, Standing.WORSE)])
def test_s99_a_baseline_of_0_has_no_percent(score: int, standing: Standing) -> None:
    change = compare_scores(0, score)
    assert change is not None
    assert (change.percent, change.percent_shown, change.standing) == (None, None, standing)


def test_without_a_baseline_there_is_no_change() -> None:
    assert compare_scores(None, 5) is None
