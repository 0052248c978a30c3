"""How instants and phones read, and what a search looks for."""

from datetime import UTC, datetime, timedelta

import pytest

from services.dashboard.pages.formats import ago, clock_time, phone
from services.dashboard.store.patients import search_parts

NOW = datetime(2027, 3, 8, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=2), "2 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=9), "9 days ago"),
    ],
)
def test_waiting_is_told_in_the_largest_unit(waited: timedelta, expected: str) -> None:
    assert ago(NOW - waited, NOW) == expected


@pytest.mark.parametrize(
    ("hour", "expected"), [(0, "12:05 AM"), (9, "9:05 AM"), (12, "12:05 PM"), (23, "11:05 PM")]
)
def test_a_time_is_told_by_the_twelve_hour_clock(hour: int, expected: str) -> None:
    assert clock_time(datetime(2027, 3, 8, hour, 5, tzinfo=UTC)) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [("+13105550123", "(310) 555-0123"), ("+5215512345678", "+5215512345678")],
)
def test_only_north_american_numbers_are_regrouped(number: str, expected: str) -> None:
    assert phone(number) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Alex", ["Alex"]),
        ("ex  AL", ["ex", "AL"]),
        ("(310) 555-01", ["31055501"]),
        ("+1 310", ["1310"]),
        ("J Smith", ["Smith"]),
        ("李明", ["李明"]),
        ("ab cd ef gh", ["ab", "cd", "ef"]),
        ("a b", []),
    ],
)
def test_a_search_takes_words_one_by_one_and_digits_together(
    typed: str, expected: list[str]
) -> None:
    assert search_parts(typed) == expected
