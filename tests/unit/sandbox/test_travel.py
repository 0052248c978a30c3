"""Where a person's words take the sandbox's clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.travel import TravelError, destination, travel
from shared.clock import SharedClock

# Saturday noon in Los Angeles; clocks go forward that night.
BEFORE_THE_CHANGE = datetime(2027, 3, 13, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("+90m", BEFORE_THE_CHANGE + timedelta(minutes=90)),
        ("+24h", BEFORE_THE_CHANGE + timedelta(hours=24)),
        ("+1d", BEFORE_THE_CHANGE + timedelta(hours=23)),
        ("+1w", BEFORE_THE_CHANGE + timedelta(days=7, hours=-1)),
        ("2027-03-14 09:00", datetime(2027, 3, 14, 16, 0, tzinfo=UTC)),
        ("2027-03-14T09:00+00:00", datetime(2027, 3, 14, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_day_is_the_same_wall_time_and_an_hour_is_an_hour(words: str, expected: datetime) -> None:
    assert destination(words, BEFORE_THE_CHANGE) == expected


@pytest.mark.parametrize("words", ["1d", "+1y", "tomorrow", "+-1d", ""])
def test_what_cannot_be_read_is_refused(words: str) -> None:
    with pytest.raises(TravelError, match="neither like"):
        destination(words, BEFORE_THE_CHANGE)


def test_all_who_read_the_clock_travel_along(tmp_path: Path) -> None:
    traveller = SharedClock(tmp_path / "clock")
    there = travel(tmp_path / "clock", "+3d")
    assert abs(traveller.now() - there) < timedelta(seconds=5)


def test_the_past_is_refused_and_time_stays(tmp_path: Path) -> None:
    with pytest.raises(TravelError, match="only moves forward"):
        travel(tmp_path / "clock", "2020-01-01 09:00")
    assert SharedClock(tmp_path / "clock").offset() == timedelta()
