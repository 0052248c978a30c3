"""How scores stand to each other, and what a chart of them shows."""

from datetime import UTC, datetime, timedelta

import pytest

from services.dashboard.domain.scores import Band, Direction, Point, bands, direction, with_gaps

MONDAY = datetime(2027, 3, 8, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("score", "previous", "expected"),
    [
        (5, None, Direction.FIRST),
        (5, 5, Direction.SAME),
        (4, 5, Direction.LOWER),
        (6, 5, Direction.HIGHER),
        (0, 1, Direction.LOWER),
        (0, 0, Direction.SAME),
    ],
)
def test_a_score_is_compared_with_the_one_before(
    score: int, previous: int | None, expected: Direction
) -> None:
    assert direction(score, previous) is expected


@pytest.mark.parametrize(
    ("baseline", "expected"),
    [
        (None, []),
        (0, []),
        (1, [Band("30 % better", 0.7)]),
        (2, [Band("2 points better", 0), Band("30 % better", 1.4)]),
        (7, [Band("2 points better", 5), Band("30 % better", 4.9)]),
        (10, [Band("2 points better", 8), Band("30 % better", 7.0)]),
    ],
)
def test_bands_begin_where_a_change_matters(baseline: int | None, expected: list[Band]) -> None:
    assert bands(baseline) == expected


def weekly(*scores: int) -> list[Point]:
    return [Point(MONDAY + timedelta(weeks=week), score) for week, score in enumerate(scores)]


def test_weekly_scores_are_one_line() -> None:
    points = weekly(7, 6, 5)
    assert with_gaps(points) == points


def test_a_missing_week_breaks_the_line() -> None:
    first, _, third = weekly(7, 6, 5)
    gap = Point(MONDAY + timedelta(weeks=1), None)
    assert with_gaps([third, first]) == [first, gap, third]


def test_a_missed_question_is_a_gap_and_never_a_zero() -> None:
    first, second = weekly(7, 6)
    missed = Point(MONDAY + timedelta(days=3), None)
    assert with_gaps([first, second, missed]) == [first, missed, second]
