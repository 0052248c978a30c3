"""What a course has come to, against tables computed by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.followup.domain.course_outcomes import (
    Trend,
    decision_points,
    needs_review,
    trend,
)
from services.followup.domain.medicare import coverage
from services.followup.domain.series import Point, Series

FIRST = datetime(2027, 3, 2, 18, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WEEKLY = [FIRST + n * 7 * DAY for n in range(12)]


def series(baseline: int | None, scores: Sequence[tuple[float, int]]) -> Series:
    """Scores at so many days after the first visit."""
    points = [
        Point(uuid4(), "back", "weekly", score, score, FIRST + days * DAY, False, False)
        for days, score in scores
    ]
    return Series("back", "low_back", baseline, points, ())


@pytest.mark.parametrize(
    ("baseline", "after_6", "after_12", "gain", "responder"),
    [
        (7, 6, 5, True, True),  # 2 points, 28.6 %
        (7, 7, 6, False, False),
        (3, 3, 2, False, True),  # 1 point, 33.3 %
        (10, 9, 8, True, True),
        (5, 6, 7, False, False),
        (0, 0, 0, False, False),
    ],
)
def test_visit_6_asks_for_any_gain_and_visit_12_for_a_clear_one(
    baseline: int, after_6: int, after_12: int, gain: bool, responder: bool
) -> None:
    line = series(baseline, [(36, after_6), (78, after_12)])
    early, late = decision_points(line, WEEKLY)
    assert (early.visit, early.any_gain, late.visit, late.responder) == (6, gain, 12, responder)


def test_s100_visit_12_without_a_clear_gain_is_reviewed() -> None:
    assert needs_review(decision_points(series(7, [(78, 6)]), WEEKLY))
    assert not needs_review(decision_points(series(7, [(78, 5)]), WEEKLY))
    assert not needs_review(decision_points(series(7, [(78, 6)]), WEEKLY[:11]))


def test_s100_before_the_answer_to_visit_12_the_last_one_before_it_decides() -> None:
    """WEEKLY[11] is day 77."""
    assert not needs_review(decision_points(series(7, [(73, 2)]), WEEKLY))
    assert needs_review(decision_points(series(7, [(73, 6)]), WEEKLY))
    assert needs_review(decision_points(series(7, [(73, 2), (78, 6)]), WEEKLY))
    assert needs_review(decision_points(series(7, [(40, 2)]), WEEKLY))


def test_s100_not_to_know_is_not_to_have_gained() -> None:
    assert needs_review(decision_points(series(7, []), WEEKLY))
    assert needs_review(decision_points(series(None, [(78, 1)]), WEEKLY))


def test_a_score_speaks_for_its_visit_until_the_next_and_not_for_ever() -> None:
    before_the_seventh = series(7, [(41, 5), (43, 2)])
    assert decision_points(before_the_seventh, WEEKLY)[0].score == 5
    long_after = series(7, [(77 + 29, 2)])
    assert decision_points(long_after, WEEKLY)[1].score is None


@pytest.mark.parametrize(
    ("scores", "found"),
    [
        ([(0, 9), (7, 9)], Trend.WORSENING),
        ([(0, 9), (7, 8)], None),
        ([(0, 9)], None),
        ([(0, 6), (7, 6), (14, 7), (21, 6)], Trend.PLATEAU),
        ([(0, 6), (7, 6), (14, 8), (21, 6)], None),  # 2 apart
        ([(0, 6), (5, 6), (10, 6), (15, 6)], None),  # in too short a time
        ([(n * 3.5, 5 + n % 2) for n in range(8)], Trend.PLATEAU),  # asked twice a week
        ([(0, 8), (7, 8), *((14 + n * 3.5, 6) for n in range(6))], None),  # not for long enough
        ([(0, 4), (7, 4), (14, 4), (21, 4)], None),  # better by both rules: it holds
        ([], None),
    ],
)
def test_worsening_is_twice_in_a_row_and_a_plateau_four_scores_over_three_weeks(
    scores: list[tuple[float, int]], found: Trend | None
) -> None:
    assert trend(series(7, scores)) == found


def visits(*days: float) -> list[datetime]:
    return [FIRST + day * DAY for day in days]


@pytest.mark.parametrize(
    ("days", "improved", "at", "in_90", "in_year", "left"),
    [
        (range(0, 77, 7), False, 77, 11, 11, 1),
        (range(0, 84, 7), False, 84, 12, 12, 0),
        (range(0, 84, 7), True, 84, 12, 12, 8),
        (range(0, 140, 7), True, 140, 12, 20, 0),
        (range(0, 140, 7), True, 365, 0, 19, 1),  # the first has left the year
        (range(0, 140, 7), False, 365, 0, 19, 0),
        ([], False, 0, 0, 0, 12),
        (range(0, 84, 7), False, 500, 0, 0, 12),
    ],
)
def test_s100_medicare_covers_12_in_90_days_8_more_with_improvement_and_20_a_year(
    days: Sequence[int], improved: bool, at: int, in_90: int, in_year: int, left: int
) -> None:
    found = coverage(visits(*days), improved=improved, at=FIRST + at * DAY)
    assert (found.visits_in_90_days, found.visits_in_12_months, found.left) == (
        in_90,
        in_year,
        left,
    )
