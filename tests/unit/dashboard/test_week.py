"""A week drawn in half hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.dashboard.domain.week import (
    CLOSES,
    LAST_OF_DAY,
    OPENS,
    Bars,
    DayOfOne,
    HalfHour,
    Span,
    days_of,
    half_hours_of,
    week_of,
)

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


NINE = datetime(2027, 3, 8, 9)  # noqa: DTZ001 - as on the wall
AT = datetime(2027, 3, 8, 17, tzinfo=UTC)


def span(first: datetime, last: datetime, visits: int, unconfirmed: int = 0) -> Span:
    return Span("lin", first, last, visits, unconfirmed, AT, AT + (last - first))


def test_visits_that_reach_into_a_half_hour_add_up_in_it() -> None:
    short, long = span(NINE, NINE, 2, 1), span(NINE, NINE + timedelta(minutes=30), 3)
    assert half_hours_of([short, long]) == [half(18, 5, 1), half(19, 3)]


def test_a_visit_into_the_night_is_drawn_until_midnight() -> None:
    late = NINE.replace(hour=23, minute=30)
    assert half_hours_of([span(late, late + timedelta(hours=1), 1)]) == [half(LAST_OF_DAY, 1)]


def test_a_visit_of_no_length_is_drawn_where_it_begins() -> None:
    assert half_hours_of([span(NINE, NINE - timedelta(minutes=30), 1)]) == [half(18, 1)]


def test_a_day_counts_its_visits_and_lasts_from_the_first_to_the_end_of_the_last() -> None:
    later = NINE + timedelta(minutes=30)
    spans = [span(NINE, NINE, 2, 1), span(NINE, later, 3), span(NINE + timedelta(days=1), later, 1)]
    monday, tuesday = days_of(spans)
    assert monday == DayOfOne("lin", MONDAY, 5, 1, AT, AT + timedelta(minutes=30))
    assert (tuesday.day, tuesday.visits) == (TUESDAY, 1)
