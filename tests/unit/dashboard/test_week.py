"""A week drawn in half hours."""

from datetime import date

import pytest

from services.dashboard.domain.week import CLOSES, OPENS, Bars, HalfHour, week_of

MONDAY, TUESDAY = date(2027, 3, 8), date(2027, 3, 9)


def half(number: int, visits: int, unconfirmed: int = 0, day: date = MONDAY) -> HalfHour:
    return HalfHour("lin", day, number, visits, unconfirmed)


def test_a_bar_stands_where_its_half_hour_is() -> None:
    week = week_of([half(OPENS, 2), half(OPENS + 1, 2), half(OPENS + 4, 1)])
    assert week.bars["lin", MONDAY] == Bars("M0 24H0V0H2V24H4V12H5V24H20V24Z", "M0 24H20V24Z")


def test_the_fullest_half_hour_of_the_week_is_the_scale_of_every_day() -> None:
    week = week_of([half(OPENS, 4), half(OPENS, 1, day=TUESDAY)])
    assert week.bars["lin", TUESDAY].visits.startswith("M0 24H0V18H1")


def test_one_visit_beside_a_hundred_still_shows() -> None:
    week = week_of([half(OPENS, 100), half(OPENS + 1, 1, 1)])
    assert week.bars["lin", MONDAY].unconfirmed == "M0 24H1V23H2V24H20V24Z"


@pytest.mark.parametrize(
    ("number", "opens", "closes"),
    [(OPENS, 8, 18), (OPENS - 1, 7, 18), (CLOSES - 1, 8, 18), (CLOSES, 8, 19), (47, 8, 24)],
)
def test_an_early_or_late_visit_widens_every_day_to_the_whole_hour(
    number: int, opens: int, closes: int
) -> None:
    week = week_of([half(number, 1)])
    assert (week.opens, week.closes, week.width) == (opens, closes, (closes - opens) * 2)


def test_a_week_without_visits_has_its_hours_and_no_bars() -> None:
    assert week_of([]).bars == {}
    assert (week_of([]).opens, week_of([]).closes) == (8, 18)
