"""When a phone may ring."""

from datetime import UTC, datetime

import pytest

from services.notify.domain.quiet_hours import TextingHours
from tests.unit.notify.texts_at import PACIFIC

HOURS = TextingHours()


@pytest.mark.parametrize(
    ("hour", "minute", "allowed"),
    [(7, 59, False), (8, 0, True), (20, 59, True), (21, 0, False), (0, 0, False)],
)
def test_the_hours_are_half_open(hour: int, minute: int, allowed: bool) -> None:
    at = datetime(2027, 3, 9, hour, minute, tzinfo=PACIFIC)
    assert HOURS.allow(at, PACIFIC) is allowed


@pytest.mark.parametrize(
    ("night", "opening"),
    [
        (datetime(2027, 3, 13, 22, tzinfo=PACIFIC), datetime(2027, 3, 14, 15, tzinfo=UTC)),
        (datetime(2027, 3, 14, 0, 30, tzinfo=PACIFIC), datetime(2027, 3, 14, 15, tzinfo=UTC)),
        (datetime(2027, 11, 6, 23, tzinfo=PACIFIC), datetime(2027, 11, 7, 16, tzinfo=UTC)),
    ],
)
def test_s44_the_first_text_after_a_change_of_clocks_is_at_eight_on_the_wall(
    night: datetime, opening: datetime
) -> None:
    assert HOURS.next_opening(night, PACIFIC) == opening
    assert opening.astimezone(PACIFIC).hour == 8


@pytest.mark.parametrize("night", [(2027, 3, 9, 21, 0), (2027, 3, 9, 23, 0), (2027, 3, 10, 7, 59)])
def test_the_last_moment_before_a_night_is_a_minute_before_nine(night: tuple[int, ...]) -> None:
    at = datetime(*night, tzinfo=PACIFIC)  # type: ignore[arg-type, misc]
    assert HOURS.last_closing(at, PACIFIC) == datetime(2027, 3, 9, 20, 59, tzinfo=PACIFIC)
