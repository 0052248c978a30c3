"""A limit of so many a second."""

import pytest

from services.notify.domain.bucket import Bucket


def test_it_starts_with_nothing_saved_up() -> None:
    assert Bucket(10, 0.0).take(10, 0.0) == 0


def test_it_saves_up_one_second_and_no_more() -> None:
    assert Bucket(10, 0.0).take(1000, 60.0) == 10


def test_it_gives_what_there_is() -> None:
    bucket = Bucket(10, 0.0)
    assert bucket.take(100, 0.55) == 5
    assert bucket.take(100, 0.66) == 1


@pytest.mark.parametrize(("rate", "wait"), [(10, 0.3), (1, 3)])
def test_what_is_owed_is_waited_for(rate: float, wait: float) -> None:
    bucket = Bucket(rate, 0.0)
    assert bucket.take(1, 1.0)
    bucket.owe(rate + 2)
    assert bucket.take(1, 1.0 + wait - 0.1) == 0


def test_a_rate_below_one_a_second_still_gets_there() -> None:
    bucket = Bucket(0.5, 0.0)
    assert [bucket.take(1, second) for second in (1.0, 2.0, 3.0, 4.0)] == [0, 1, 0, 1]
