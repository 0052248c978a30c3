"""When classes are held, and what they keep free for themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.booking.domain.availability import Wish, slots_on
from services.booking.domain.booking import Taken, TimeRefusedError, who_may
from services.booking.domain.hours import ClassTime
from services.booking.domain.intervals import Interval, Occupied
from services.booking.domain.opening import Refusal
from services.booking.domain.practice_file import PracticeFile
from services.booking.domain.timetable import Timetable
from services.booking.domain.wall_time import whole_day
from tests.support.booking import demo_practice
from tests.unit.booking.practices import LONG_AGO, treatment, wish

MONDAY = date(2027, 2, 1)
SIX_PM = datetime(2027, 2, 2, 2, tzinfo=UTC)  # of that Monday
CLASS_TIME = ClassTime(7, 2, 1, 0, 1, time(18), None, None)


def class_wish(
    *, seats: int = 3, zone: str = "America/Los_Angeles", held: ClassTime = CLASS_TIME
) -> Wish:
    """A class an hour long, taught by the one practitioner there is."""
    asked = wish(treatment(horizon=4000), time(9), time(20), zone=zone, rooms=2)
    taught = replace(asked.treatment, key=2, seats=seats, buffer_after_minutes=10)
    teacher = replace(asked.practitioners[0], classes=(held,))
    timetable = Timetable([teacher], {1: asked.location}, {2: taught})
    return replace(asked, treatment=taught, practitioners=[teacher], timetable=timetable)


def one_to_one(asked: Wish) -> Wish:
    return replace(asked, treatment=treatment(grid=15, horizon=4000))


def starts(asked: Wish, day: date = MONDAY) -> list[datetime]:
    blocks = [s.block() for s in asked.classes_during(whole_day(day, asked.location.zone))]
    return [s.starts_at for s in slots_on(asked, Occupied.of(blocks), day, LONG_AGO)]


def test_a_class_has_one_start_and_as_many_seats_as_nobody_has() -> None:
    asked = class_wish(seats=3)
    [session] = asked.sessions_on(MONDAY)
    taken = Occupied.of([session.block()] * 2, frozenset({7}))
    [slot] = slots_on(asked, taken, MONDAY, LONG_AGO)
    assert (slot.starts_at, slot.seats_left) == (SIX_PM, 1)
    full = Occupied.of([session.block()] * 3, frozenset({7}))
    assert list(slots_on(asked, full, MONDAY, LONG_AGO)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"first_on": MONDAY, "last_on": MONDAY}, True),
        ({"first_on": MONDAY + timedelta(days=1)}, False),
        ({"last_on": MONDAY - timedelta(days=1)}, False),
        ({"weekday": 2}, False),
    ],
)
def test_a_class_is_held_on_its_weekday_between_its_dates(
    changes: dict[str, Any], expected: bool
) -> None:
    asked = class_wish(held=replace(CLASS_TIME, **changes))
    assert bool(starts(asked)) is expected


def test_a_class_is_not_held_on_a_holiday_nor_while_its_teacher_is_away() -> None:
    asked = class_wish()
    closed = replace(
        asked.location, holiday_calendar="US", closed_holidays=frozenset({"Labor Day"})
    )
    labor_day = date(2027, 9, 6)
    away = replace(asked.practitioners[0], away=(Interval(SIX_PM, SIX_PM + timedelta(minutes=5)),))
    assert starts(asked, labor_day)
    timetable = replace(asked.timetable, locations={1: closed})
    assert not starts(replace(asked, location=closed, timetable=timetable), labor_day)
    timetable = replace(asked.timetable, teachers=[away])
    assert not starts(replace(asked, practitioners=[away], timetable=timetable))


def test_what_a_class_needs_is_not_offered_to_anyone_else_even_when_nobody_comes() -> None:
    asked = one_to_one(class_wish())
    found = starts(asked)
    assert SIX_PM - timedelta(hours=1) in found
    assert not any(
        SIX_PM - timedelta(hours=1) < at < SIX_PM + timedelta(minutes=70) for at in found
    )
    with pytest.raises(TimeRefusedError) as refused:
        who_may(asked, SIX_PM, LONG_AGO)
    assert refused.value.reason is Taken.SLOT
    assert [room.key for room in asked.rooms_at(SIX_PM)] == [1]


def test_a_class_is_booked_only_at_its_start() -> None:
    asked = class_wish()
    assert who_may(asked, SIX_PM, LONG_AGO) == asked.practitioners
    assert [room.key for room in asked.rooms_at(SIX_PM)] == [0]
    with pytest.raises(TimeRefusedError) as refused:
        who_may(asked, SIX_PM + timedelta(minutes=15), LONG_AGO)
    assert refused.value.reason is Refusal.OUTSIDE_HOURS


@settings(deadline=None)
@given(
    zone=st.sampled_from(
        ["Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "America/Los_Angeles"]
    ),
    day=st.dates(date(2027, 2, 1), date(2030, 12, 31)),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
)
def test_in_every_zone_a_class_starts_on_its_day_and_its_teacher_is_nowhere_else(
    zone: str, day: date, at: time
) -> None:
    held = replace(CLASS_TIME, weekday=day.isoweekday(), starts=at)
    asked = class_wish(zone=zone, held=held)
    [session] = asked.sessions_on(day)
    assert starts(asked, day) == [session.during.start]
    assert session.during.start.astimezone(asked.location.zone).date() == day
    other = one_to_one(asked)
    for starts_at in starts(other, day):
        assert not other.treatment.blocked(starts_at).overlaps(session.blocked)
        assert who_may(other, starts_at, LONG_AGO) == other.practitioners


CLASS = {
    "treatment": "qigong-class", "location": "santa-monica", "room": "studio", "days": ["sun"],
    "starts": "10:00",
}  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"treatment": "acupuncture"},  # for one at a time
        {"room": "room-1"},  # of another kind
        {"room": "attic"},
        {"location": "elsewhere"},
        {"days": ["sat"], "starts": "15:30"},  # there is one already
    ],
)
def test_a_practice_file_has_only_classes_that_can_be_held(changes: dict[str, object]) -> None:
    file = demo_practice().model_dump(mode="json")
    file["practitioners"][1]["classes"].append(CLASS)
    PracticeFile.model_validate(file)
    file["practitioners"][1]["classes"].append({**CLASS, **changes})
    with pytest.raises(ValidationError):
        PracticeFile.model_validate(file)


@pytest.mark.parametrize(
    "changes", [{"rest_from_minute": 5, "rest_minutes": 5}, {"equipment_kind": "e-stim"}]
)
def test_a_class_has_neither_a_rest_nor_equipment(changes: dict[str, object]) -> None:
    file = demo_practice().model_dump(mode="json")
    for entry in file["treatments"]:
        if entry["id"] == "qigong-class":
            entry.update(changes)
    with pytest.raises(ValidationError):
        PracticeFile.model_validate(file)
