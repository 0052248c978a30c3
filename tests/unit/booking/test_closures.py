"""Days and hours on which the week's hours do not hold."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.booking.domain.availability import opening_of, slots_on
from services.booking.domain.hours import ExtraHours
from services.booking.domain.intervals import Block, Interval, Occupied
from services.booking.domain.opening import refusal
from services.booking.domain.practice_file import LocationEntry
from services.booking.domain.public_holidays import is_closed
from services.booking.domain.wall_time import DAY, whole_day
from tests.unit.booking.practices import LONG_AGO, taken, treatment, wish

MONDAY = date(2027, 1, 11)
# A half hour, a Ramadan, west of the date line, a day that was skipped, and the plain ones.
ODD_ZONES = (
    "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Kiritimati", "Pacific/Apia",
    "America/Los_Angeles", "Asia/Kathmandu", "America/St_Johns", "Europe/Dublin",
)  # fmt: skip
HOURS = st.times().map(lambda t: t.replace(minute=t.minute // 15 * 15, second=0, microsecond=0))


def utc(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, 11, hour, minute, tzinfo=UTC)


def test_what_is_left_of_hours_is_before_between_and_after_what_is_off() -> None:
    hours = Interval(utc(9), utc(17))
    off = [Interval(utc(8), utc(10)), Interval(utc(12), utc(13)), Interval(utc(16), utc(18))]
    assert hours.without(off) == [Interval(utc(10), utc(12)), Interval(utc(13), utc(16))]
    assert hours.without([Interval(utc(0), utc(23))]) == []
    assert hours.without([Interval(utc(17), utc(18))]) == [hours]


def test_extra_hours_open_a_day_that_the_week_leaves_closed() -> None:
    asked = wish(treatment(), time(9), time(12), zone="UTC")
    sunday = date(2027, 1, 17)
    [lin] = asked.practitioners
    weekdays = tuple(h for h in lin.hours if h.weekday < 6)
    extra = ExtraHours(1, sunday, time(22), time(1))
    [working] = [replace(lin, hours=weekdays, extra_hours=(extra,))]
    asked = replace(asked, practitioners=[working])
    found = [s.starts_at.hour for s in slots_on(asked, Occupied(), sunday, LONG_AGO)]
    assert found == [22, 23]
    monday = [s.starts_at.hour for s in slots_on(asked, Occupied(), sunday + DAY, LONG_AGO)]
    assert monday == [0, 9, 10, 11]


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 11, 26), True),  # Thanksgiving
        (date(2027, 12, 25), True),  # Christmas, a Saturday
        (date(2027, 12, 24), True),  # the day it is moved to
        (date(2026, 10, 12), False),  # a holiday that is worked on
        (date(2026, 11, 25), False),
    ],
)
def test_a_location_closes_on_the_holidays_it_names(day: date, closed: bool) -> None:
    assert is_closed("US", {"Thanksgiving Day", "Christmas Day"}, day) is closed


@pytest.mark.parametrize(
    "fields",
    [
        {"holiday_calendar": "US-XX"},
        {"holiday_calendar": "US", "closed_holidays": ["Boxing Day"]},
        {"closed_holidays": ["Christmas Day"]},
    ],
)
def test_a_practice_file_names_only_holidays_there_are(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LocationEntry.model_validate(
            {
                "id": "here", "name": "Here", "text_name": "Here", "phone": "310-555-0100",
                "address": "1 Street", "time_zone": "UTC", "rooms": [], **fields,
            }
        )  # fmt: skip


@settings(deadline=None)
@given(
    zone=st.sampled_from(ODD_ZONES) | st.sampled_from(sorted(available_timezones())),
    day=st.dates(date(2024, 1, 2), date(2030, 12, 30)),
    opens=HOURS,
    closes=HOURS,
    minutes=st.sampled_from([15, 30, 50, 60, 75]),
    after=st.sampled_from([0, 10, 15]),
    off_from=st.integers(0, 30 * 60),
    off_minutes=st.integers(1, 600),
)
def test_in_every_zone_what_is_offered_can_be_booked_and_nothing_overlaps(
    zone: str,
    day: date,
    opens: time,
    closes: time,
    minutes: int,
    after: int,
    off_from: int,
    off_minutes: int,
) -> None:
    asked = wish(
        treatment(minutes=minutes, after=after, grid=15, horizon=4000), opens, closes, zone=zone
    )
    midnight = whole_day(day, ZoneInfo(zone)).start
    away_from = midnight + timedelta(minutes=off_from)
    away = Interval(away_from, away_from + timedelta(minutes=off_minutes))
    asked = replace(asked, practitioners=[replace(asked.practitioners[0], away=(away,))])
    hours = opening_of(asked, day)["lin"]
    blocks: list[Block] = []
    while offered := list(slots_on(asked, Occupied.of(blocks), day, LONG_AGO)):
        slot = offered[len(offered) // 2]
        visit = Interval(slot.starts_at, slot.ends_at)
        blocked = asked.treatment.blocked(slot.starts_at)
        assert slot.starts_at.astimezone(ZoneInfo(zone)).date() == day
        assert refusal(asked.treatment, hours, ZoneInfo(zone), slot.starts_at, LONG_AGO) is None
        assert not visit.overlaps(away)
        assert not any(blocked.overlaps(block.during) for block in blocks)
        blocks.append(taken(blocked.start, blocked.end))
