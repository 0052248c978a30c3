"""Whether staff may text somebody, and whose text has waited too long."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.dashboard.domain.texting import Refusal, overdue, refusal, worked
from tests.support.facts import ZONE

LA = ZoneInfo(ZONE)
FRIDAY_17, MONDAY_9 = datetime(2027, 3, 5, 17, tzinfo=LA), datetime(2027, 3, 8, 9, tzinfo=LA)


@pytest.mark.parametrize(
    ("phone", "stopped", "agreed", "expected"),
    [
        ("+13105550123", False, ["visit"], None),
        ("+13105550123", True, ["visit", "checkin"], Refusal.STOPPED),
        ("+13105550123", False, ["checkin"], Refusal.NO_CONSENT),
        (None, True, [], Refusal.NO_PHONE),
    ],
)
def test_a_text_goes_only_to_a_phone_whose_owner_agreed(
    phone: str | None, stopped: bool, agreed: list[str], expected: Refusal | None
) -> None:
    assert refusal(phone, stopped=stopped, agreed=agreed) == expected


def test_a_weekend_is_no_working_time() -> None:
    assert worked(FRIDAY_17, MONDAY_9 + timedelta(minutes=30), LA) == timedelta(minutes=90)


def test_a_night_is_no_working_time() -> None:
    evening = MONDAY_9 + timedelta(hours=10)
    assert worked(evening, MONDAY_9 + timedelta(days=1, minutes=5), LA) == timedelta(minutes=5)


def test_s79_a_text_is_overdue_from_two_working_hours_on() -> None:
    assert not overdue(FRIDAY_17, MONDAY_9 + timedelta(minutes=59), LA)
    assert overdue(FRIDAY_17, MONDAY_9 + timedelta(minutes=60), LA)


@pytest.mark.parametrize("waited", [timedelta(days=3), timedelta(days=4), timedelta(days=1826)])
@pytest.mark.parametrize("weekday", range(7))
def test_s79_whatever_has_waited_for_days_is_overdue(weekday: int, waited: timedelta) -> None:
    evening = MONDAY_9 + timedelta(days=weekday, hours=10)
    assert overdue(evening, evening + waited, LA)
