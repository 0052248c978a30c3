"""The PEG: a mean of three, or nothing."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from services.followup.domain.peg import Peg
from services.followup.domain.questions import PEG

NOW = datetime(2027, 3, 4, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ([7, 8, 6], Decimal("7.0")),
        ([7, 8], None),
        ([7], None),
        ([0, 0, 0], Decimal("0.0")),
        ([10, 10, 10], Decimal("10.0")),
        ([5, 5, 6], Decimal("5.3")),
        ([5, 6, 6], Decimal("5.7")),
    ],
)
def test_s99_the_score_is_the_mean_of_all_three_and_there_is_none_of_two(
    answers: list[int], score: Decimal | None
) -> None:
    assert Peg(dict(zip(PEG, answers, strict=False)), NOW).score == score
