"""Who is told of a case, and how long they have."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.followup.domain.alerts import Alert, Finding, open_case
from services.followup.domain.duty import (
    MOST_PAGES_AN_HOUR,
    UNTOLD,
    Duty,
    OfficeHours,
    Part,
    may_page,
)
from shared.events.alerts import Grade
from shared.ids import new_id

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
WEEK = tuple(OfficeHours(day, time(9), time(18)) for day in range(6))
DUTY = Duty(LOS_ANGELES, WEEK, in_hours=("kim", "lin"), on_call=("lin", "mateo"))
TUESDAY_10 = datetime(2027, 3, 2, 10, 0, tzinfo=LOS_ANGELES).astimezone(UTC)
TUESDAY_22 = TUESDAY_10 + timedelta(hours=12)
SUNDAY_10 = TUESDAY_10 + timedelta(days=5)


def case(grade: Grade) -> Alert:
    return open_case(new_id(), "ana", Finding("red_flag", grade), TUESDAY_10)


def told_in_turn(duty: Duty, grade: Grade, *times: datetime) -> list[str]:
    told: list[str] = []
    for at in times:
        if staff_id := duty.whose_turn(case(grade), at, told):
            told.append(staff_id)
    return told


@pytest.mark.parametrize(
    ("at", "minutes"),
    [
        (TUESDAY_10, 15),
        (TUESDAY_22, 30),
        (SUNDAY_10, 30),
        (TUESDAY_10 - timedelta(hours=1), 15),
        (TUESDAY_10 - timedelta(minutes=61), 30),
    ],
)
def test_s116_there_are_15_minutes_in_hours_and_30_out_of_hours(at: datetime, minutes: int) -> None:
    assert DUTY.patience(at) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("at", "told"),
    [(TUESDAY_10, ["kim", "lin", "kim", "lin"]), (TUESDAY_22, ["lin", "mateo", "lin", "mateo"])],
)
def test_s116_the_next_person_is_told_and_then_the_first_again(
    at: datetime, told: list[str]
) -> None:
    assert told_in_turn(DUTY, Grade.RED, at, at, at, at) == told


@pytest.mark.parametrize(
    ("on_call", "told"),
    [
        (("mateo", "rosa"), ["kim", "mateo", "rosa"]),
        (("mateo", "kim"), ["kim", "mateo", "kim"]),
        (("kim", "mateo"), ["kim", "mateo", "kim"]),
    ],
)
def test_s116_when_the_office_closes_meanwhile_the_next_person_is_the_first_not_told(
    on_call: tuple[str, ...], told: list[str]
) -> None:
    duty = replace(DUTY, on_call=on_call)
    assert told_in_turn(duty, Grade.RED, TUESDAY_10, TUESDAY_22, TUESDAY_22) == told


def test_a_red_case_is_told_without_end_and_a_lesser_one_is_not() -> None:
    for_hours = [TUESDAY_10] * 9
    assert len(told_in_turn(DUTY, Grade.RED, *for_hours)) == 9
    assert told_in_turn(DUTY, Grade.ORANGE, *for_hours) == ["kim", "lin", "kim", "lin"]


def test_the_cap_on_texts_to_staff_never_holds_back_a_red_case() -> None:
    assert may_page(case(Grade.ORANGE), MOST_PAGES_AN_HOUR - 1)
    assert not may_page(case(Grade.ORANGE), MOST_PAGES_AN_HOUR)
    assert may_page(case(Grade.RED), 10 * MOST_PAGES_AN_HOUR)


def test_nobody_is_told_before_the_practice_has_said_who() -> None:
    assert UNTOLD.whose_turn(case(Grade.RED), TUESDAY_10, ()) is None


WEDNESDAY = (TUESDAY_10 + timedelta(days=1)).date()
SWAPPED = replace(
    DUTY,
    by_weekday={(1, Part.ON_CALL): ("kim",)},  # Tuesdays
    by_date={(WEDNESDAY, Part.ON_CALL): ("lin",)},
)


@pytest.mark.parametrize(
    ("at", "first"),
    [
        (TUESDAY_10, "kim"),  # in hours: the usual
        (TUESDAY_22, "kim"),  # the weekday's own
        (TUESDAY_22 + timedelta(hours=9, minutes=59), "kim"),  # 7:59: still Tuesday's night
        (TUESDAY_22 + timedelta(hours=10), "lin"),  # 8:00: Wednesday, swapped
        (TUESDAY_22 + timedelta(days=1), "lin"),
        (TUESDAY_22 + timedelta(days=2), "lin"),  # Thursday: the usual
        (TUESDAY_22 + timedelta(days=7), "kim"),
    ],
)
def test_a_night_belongs_to_the_day_it_began_on_and_a_date_goes_before_its_weekday(
    at: datetime, first: str
) -> None:
    assert SWAPPED.rota_at(at)[0] == first


def test_s116_who_took_over_for_a_date_is_told_first() -> None:
    night = TUESDAY_22 + timedelta(days=1)
    assert told_in_turn(SWAPPED, Grade.RED, night, night) == ["lin", "lin"]
