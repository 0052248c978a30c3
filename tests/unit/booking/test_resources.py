"""Practitioner, room and equipment: who and what a visit takes, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.booking.domain.availability import Wish, slots_on
from services.booking.domain.booking import TimeRefusedError, who_may
from services.booking.domain.intervals import Block, Interval, Occupied
from services.booking.domain.practice_file import PracticeFile
from services.booking.handlers.slots import block_of
from tests.support.booking import demo_practice
from tests.unit.booking.practices import LONG_AGO, treatment, wish

DAY = date(2027, 2, 1)
# A whole hour in the room, of which the practitioner is away from minute 20 to minute 50.
RESTING = treatment(after=10, grid=15, rest=(20, 30))
ODD_ZONES = ["Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "America/Los_Angeles"]


def starts(asked: Wish, blocks: Iterable[Block]) -> list[str]:
    found = slots_on(asked, Occupied.of(blocks), DAY, LONG_AGO)
    return [f"{slot.starts_at.astimezone(asked.location.zone):%H:%M}" for slot in found]


def book(asked: Wish, blocks: Sequence[Block], starts_at: datetime) -> Block:
    who = asked.practitioners[0]
    return block_of(asked, Occupied.of(blocks), starts_at, who)


def test_the_practitioner_is_needed_before_and_after_the_rest_and_for_the_buffer() -> None:
    at = datetime(2027, 2, 1, 17, tzinfo=UTC)
    needed = [(p.start.minute, (p.end - p.start).seconds // 60) for p in RESTING.hands_on(at)]
    assert needed == [(0, 20), (50, 20)]


def test_one_acupuncturist_runs_two_rooms_while_needles_rest() -> None:
    asked = wish(RESTING, time(9), time(11), rooms=2)
    first = book(asked, [], datetime(2027, 2, 1, 17, tzinfo=UTC))
    assert starts(asked, []) == ["09:00", "09:15", "09:30", "09:45", "10:00"]
    # 9:30 fits into the rest of 9:00; 9:15, 9:45 and 10:00 do not.
    assert starts(asked, [first]) == ["09:30"]
    second = book(asked, [first], datetime(2027, 2, 1, 17, 30, tzinfo=UTC))
    assert {first.room_key, second.room_key} == {0, 1}


def test_a_rest_frees_the_practitioner_but_not_the_room() -> None:
    asked = wish(RESTING, time(9), time(11), rooms=1)
    first = book(asked, [], datetime(2027, 2, 1, 17, tzinfo=UTC))
    assert starts(asked, [first]) == []


def test_a_plain_visit_does_not_fit_into_a_rest_that_is_too_short() -> None:
    resting = wish(RESTING, time(9), time(11), rooms=2)
    first = book(resting, [], datetime(2027, 2, 1, 17, tzinfo=UTC))
    plain = replace(resting, treatment=treatment(minutes=30, grid=5))
    short = replace(resting, treatment=treatment(minutes=25, after=5, grid=5))
    assert "09:20" in starts(plain, [first])
    assert "09:25" not in starts(plain, [first])
    assert "09:20" in starts(short, [first])


@pytest.mark.parametrize(("pieces", "expected"), [(0, 0), (1, 1), (2, 2), (3, 3)])
def test_no_more_visits_at_once_than_pieces_of_equipment(pieces: int, expected: int) -> None:
    electro = treatment(minutes=60, grid=60, equipment="e-stim")
    asked = wish(electro, time(9), time(10), rooms=3, pieces=pieces)
    [lin] = asked.practitioners
    asked = replace(asked, practitioners=[replace(lin, key=n, id=f"p{n}") for n in range(3)])
    blocks: list[Block] = []
    while found := list(slots_on(asked, Occupied.of(blocks), DAY, LONG_AGO)):
        free = next(p for p in asked.practitioners if p.id == found[0].practitioner_ids[0])
        blocks.append(block_of(asked, Occupied.of(blocks), found[0].starts_at, free))
    assert len(blocks) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"rest_from_minute": 20},
        {"rest_minutes": 20},
        {"rest_from_minute": 30, "rest_minutes": 30},  # nobody takes the needles out
        {"equipment_kind": "laser"},  # none is owned
    ],
)
def test_a_practice_file_describes_only_rests_and_equipment_that_can_be(
    fields: dict[str, object],
) -> None:
    file = demo_practice().model_dump(mode="json")
    file["treatments"][0].update(fields, minutes=60)
    with pytest.raises(ValidationError):
        PracticeFile.model_validate(file)


def overlapping(taken: Iterable[Interval]) -> bool:
    return any(a.overlaps(b) for a, b in combinations(taken, 2))


@settings(deadline=None)
@given(
    zone=st.sampled_from(ODD_ZONES) | st.sampled_from(sorted(available_timezones())),
    day=st.dates(date(2024, 1, 2), date(2030, 12, 30)),
    opens=st.sampled_from([time(0), time(1, 30), time(9), time(22)]),
    hours=st.integers(2, 8),
    rooms=st.integers(1, 3),
    pieces=st.integers(0, 2),
    rest=st.none() | st.tuples(st.integers(5, 30), st.integers(5, 25)),
    wanted=st.lists(st.integers(0, 50), min_size=1, max_size=12),
)
def test_nothing_that_is_offered_overlaps_on_practitioner_room_or_equipment(
    zone: str,
    day: date,
    opens: time,
    hours: int,
    rooms: int,
    pieces: int,
    rest: tuple[int, int] | None,
    wanted: list[int],
) -> None:
    kind = "e-stim" if pieces else None
    asked_for = treatment(minutes=60, after=10, grid=15, horizon=4000, rest=rest, equipment=kind)
    closes = time((opens.hour + hours) % 24, opens.minute)
    asked = wish(asked_for, opens, closes, zone=zone, rooms=rooms, pieces=pieces)
    blocks: list[Block] = []
    for n in wanted:
        offered = list(slots_on(asked, Occupied.of(blocks), day, LONG_AGO))
        if not offered:
            break
        starts_at = offered[n % len(offered)].starts_at
        assert who_may(asked, starts_at, LONG_AGO) == asked.practitioners
        blocks.append(book(asked, blocks, starts_at))
    assert not overlapping(part for block in blocks for part in block.hands_on)
    for key in range(3):
        assert not overlapping(b.during for b in blocks if b.room_key == key)
        assert not overlapping(b.during for b in blocks if b.equipment_key == key)
    assert all(b.equipment_key is not None for b in blocks) or not pieces


def test_the_write_refuses_what_the_list_does_not_offer() -> None:
    asked = wish(RESTING, time(9), time(11))
    with pytest.raises(TimeRefusedError):
        who_may(asked, datetime(2027, 2, 1, 17, tzinfo=UTC) + timedelta(minutes=5), LONG_AGO)
