"""Which times are offered: on ordinary days and on the two odd ones of the year."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.booking.domain.availability import (
    Wish,
    free_practitioners,
    nearest,
    opening_of,
    slots_on,
)
from services.booking.domain.intervals import Occupied
from services.booking.domain.opening import Refusal, refusal
from services.booking.domain.wall_time import instant
from services.booking.pages.words import TimeWords, parts_of_day
from tests.unit.booking.practices import LONG_AGO, taken, treatment, wish

NOTHING = Occupied()
SPRING, AUTUMN = date(2027, 3, 14), date(2027, 11, 7)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def starts(
    asked: Wish, day: date, occupied: Occupied = NOTHING, now: datetime = LONG_AGO
) -> list[datetime]:
    return [slot.starts_at for slot in slots_on(asked, occupied, day, now)]


def why_not(asked: Wish, at: datetime, now: datetime) -> Refusal | None:
    hours = opening_of(asked, at.astimezone(asked.location.zone).date())["lin"]
    return refusal(asked.treatment, hours, asked.location.zone, at, now)


def local(asked: Wish, found: list[datetime]) -> list[str]:
    return [f"{at.astimezone(asked.location.zone):%H:%M %Z}" for at in found]


@pytest.mark.parametrize(
    ("day", "first", "end"),
    [
        (SPRING, "2027-03-14T20:00", "2027-03-15T01:00"),
        (SPRING - timedelta(days=1), "2027-03-13T21:00", "2027-03-14T02:00"),
    ],
)
def test_s10_afternoon_hours_keep_their_wall_time_when_the_clocks_change(
    day: date, first: str, end: str
) -> None:
    found = starts(wish(treatment(), time(13), time(18)), day)
    assert found == [utc(first) + timedelta(hours=n) for n in range(5)]
    assert found[-1] + timedelta(hours=1) == utc(end)


def test_s11_the_skipped_hour_is_not_offered() -> None:
    asked = wish(treatment(), time(1), time(4))
    assert local(asked, starts(asked, SPRING)) == ["01:00 PST", "03:00 PDT"]


def test_s12_the_hour_that_comes_twice_is_offered_twice() -> None:
    asked = wish(treatment(), time(0), time(6))
    found = starts(asked, AUTUMN)
    assert len(found) == len(set(found)) == 7
    assert local(asked, found)[1:3] == ["01:00 PDT", "01:00 PST"]


def test_s12_both_showings_of_an_hour_are_told_apart_on_the_page() -> None:
    asked = wish(treatment(), time(0), time(6))
    [(_, choices)] = parts_of_day(
        list(slots_on(asked, NOTHING, AUTUMN, LONG_AGO)), TimeWords(asked.location.zone)
    )
    assert [(c.label, c.note) for c in choices[:4]] == [
        ("12:00 AM", None),
        ("1:00 AM", "PDT"),
        ("1:00 AM", "PST"),
        ("2:00 AM", None),
    ]


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        ("America/Los_Angeles", "2027-03-14T02:30", "2027-03-14T10:00"),  # skipped: the jump
        ("America/Los_Angeles", "2027-11-07T01:30", "2027-11-07T08:30"),  # twice: the first
        ("Australia/Lord_Howe", "2027-10-03T02:15", "2027-10-02T15:30"),  # half an hour skipped
        ("Pacific/Apia", "2027-03-14T09:00", "2027-03-13T20:00"),
    ],
)
def test_a_wall_time_is_one_instant_in_any_zone(zone: str, wall: str, expected: str) -> None:
    assert instant(datetime.fromisoformat(wall), ZoneInfo(zone)) == utc(expected)


def test_s06_the_next_start_leaves_room_for_the_buffer_but_closing_time_does_not_need_it() -> None:
    asked = wish(treatment(after=15, grid=15), time(9), time(12))
    busy = Occupied.of([taken(utc("2027-02-01T17:00"), utc("2027-02-01T18:15"))])
    found = local(asked, starts(asked, date(2027, 2, 1), busy))
    assert (found[0], found[-1]) == ("10:15 PST", "11:00 PST")


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        ("2027-02-01T18:15", None),
        ("2027-02-01T18:05", Refusal.OFF_GRID),  # S-07's edited request
        ("2027-02-01T19:15", Refusal.OUTSIDE_HOURS),  # ends after closing
        ("2027-02-01T16:45", Refusal.OUTSIDE_HOURS),
    ],
)
def test_s07_the_write_asks_the_rule_of_the_list(starts_at: str, expected: Refusal | None) -> None:
    asked = wish(treatment(after=15, grid=15), time(9), time(12))
    assert why_not(asked, utc(starts_at), LONG_AGO) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2027-02-01T13:00", None),
        ("2027-02-01T13:01", Refusal.NOTICE),  # 3 h 59 min ahead
        ("2026-12-03T17:00", None),  # 60 days
        ("2026-12-02T17:00", Refusal.HORIZON),  # 61 days
        ("2027-02-02T17:00", Refusal.NOTICE),  # gone by
    ],
)
def test_s08_notice_and_horizon_bound_what_can_be_booked(
    now: str, expected: Refusal | None
) -> None:
    asked = wish(treatment(notice=4, horizon=60), time(9), time(12))
    at = utc("2027-02-01T17:00")
    assert why_not(asked, at, utc(now)) == expected


def test_hours_past_midnight_belong_to_the_days_on_which_visits_start() -> None:
    asked = wish(treatment(), time(22), time(2))
    assert local(asked, starts(asked, date(2027, 2, 1))) == [
        "00:00 PST",
        "01:00 PST",
        "22:00 PST",
        "23:00 PST",
    ]


def test_a_time_without_a_free_room_is_not_offered() -> None:
    asked = wish(treatment(), time(9), time(10), rooms=2)
    at, end = utc("2027-02-01T17:00"), utc("2027-02-01T18:00")
    one = taken(at, end, 8, 0)
    other = taken(at, end, 9, 1)
    hours = opening_of(asked, date(2027, 2, 1))
    assert free_practitioners(asked, hours, Occupied.of([one]), at, LONG_AGO)
    assert not free_practitioners(asked, hours, Occupied.of([one, other]), at, LONG_AGO)


def test_the_nearest_times_lie_around_the_wanted_one() -> None:
    asked = wish(treatment(), time(9), time(17))
    found = list(slots_on(asked, NOTHING, date(2027, 2, 1), LONG_AGO))
    chosen = nearest(found, utc("2027-02-01T20:10"), 3)
    assert local(asked, [s.starts_at for s in chosen]) == ["11:00 PST", "12:00 PST", "13:00 PST"]


ZONES = st.sampled_from(
    ["America/Los_Angeles", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "UTC"]
)


@settings(deadline=None)
@given(
    zone=ZONES,
    day=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    opens=st.times(),
    closes=st.times(),
    minutes=st.integers(5, 180),
    grid=st.sampled_from([5, 10, 15, 20, 30, 60]),
)
def test_every_offered_time_passes_the_rule_and_lies_on_its_day(
    zone: str, day: date, opens: time, closes: time, minutes: int, grid: int
) -> None:
    opens, closes = opens.replace(microsecond=0), closes.replace(microsecond=0)
    asked = wish(treatment(minutes=minutes, grid=grid, horizon=2000), opens, closes, zone=zone)
    before = datetime(2025, 12, 1, tzinfo=UTC)
    found = starts(asked, day, now=before)
    assert all(a < b for a, b in pairwise(found))
    for at in found:
        assert at.astimezone(asked.location.zone).date() == day
        assert why_not(asked, at, before) is None
