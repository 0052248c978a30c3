"""The week as it is edited: what is typed becomes hours, or an error at its field."""

import pytest

from services.dashboard.domain.working_week import (
    Stretch,
    copied,
    errors_of,
    hours_of,
    placed,
    week_of,
    with_row,
)

MORNING, AFTERNOON = Stretch("west", "09:00", "12:30"), Stretch("west", "13:30", "18:00")


def a_week(**days: list[Stretch]) -> dict[str, list[Stretch]]:
    return week_of([]) | days


def test_what_booking_keeps_for_several_days_is_a_row_of_each() -> None:
    entry = {"location": "west", "days": ["mon", "fri"], "opens": "09:00:00", "closes": "12:30:00"}
    week = week_of([entry])
    assert week["mon"] == week["fri"] == [MORNING]
    assert week["tue"] == []


def test_a_row_that_was_emptied_is_no_hours() -> None:
    assert hours_of(a_week(mon=[MORNING, Stretch("west")])) == [
        {"location": "west", "days": ["mon"], "opens": "09:00", "closes": "12:30"}
    ]


@pytest.mark.parametrize(
    ("rows", "field", "words"),
    [
        ([Stretch("west", "12:00", "09:00")], "mon-0-opens", "after the beginning"),
        ([Stretch("west", "09:00")], "mon-0-opens", "until when"),
        ([MORNING, Stretch("east", "12:00", "13:00")], "mon-1-opens", "overlap"),
        ([AFTERNOON, Stretch("west", "09:00", "14:00")], "mon-0-opens", "overlap"),
        (
            [Stretch("west", "18:00", "00:00"), Stretch("west", "23:00", "23:30")],
            "mon-1-opens",
            "o",
        ),
    ],
)
def test_hours_that_cannot_be_are_named_by_their_field(
    rows: list[Stretch], field: str, words: str
) -> None:
    [(found, said)] = errors_of(a_week(mon=rows)).items()
    assert found == field
    assert words in said


def test_a_break_and_the_end_of_the_day_are_no_errors() -> None:
    late = Stretch("west", "18:00", "00:00")
    assert errors_of(a_week(mon=[MORNING, AFTERNOON, late])) == {}


NIGHT = Stretch("west", "22:00", "02:00", next_day=True)


def test_hours_past_midnight_are_taken_where_somebody_said_so_and_kept_so() -> None:
    assert errors_of(a_week(fri=[NIGHT])) == {}
    [kept] = hours_of(a_week(fri=[NIGHT]))
    assert week_of([kept])["fri"] == [NIGHT]


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"fri": [NIGHT, Stretch("west", "23:00", "23:30")]}, "fri-1-opens"),
        ({"fri": [NIGHT], "sat": [Stretch("west", "01:00", "03:00")]}, "sat-0-opens"),
        ({"sun": [NIGHT], "mon": [Stretch("west", "01:30", "03:00")]}, "mon-0-opens"),
    ],
)
def test_hours_past_midnight_do_not_overlap_what_comes_after_them(
    days: dict[str, list[Stretch]], field: str
) -> None:
    [(found, said)] = errors_of(a_week(**days)).items()
    assert (found, "overlap" in said) == (field, True)


def test_what_begins_as_the_night_before_ends_does_not_overlap_it() -> None:
    assert errors_of(a_week(fri=[NIGHT], sat=[Stretch("west", "02:00", "03:00")])) == {}


def test_a_day_is_copied_to_those_that_were_ticked() -> None:
    week = copied(a_week(mon=[MORNING], sun=[AFTERNOON]), "mon", ["wed", "sun"])
    assert week["wed"] == week["sun"] == [MORNING]
    assert week["tue"] == []


def test_a_new_row_is_blank_and_at_the_location_of_the_day() -> None:
    week = with_row(a_week(mon=[MORNING]), "mon", "")
    assert placed(week, "west")["mon"] == [MORNING, Stretch("west")]
