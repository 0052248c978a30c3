"""When reminders go."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.notify.domain.quiet_hours import TextingHours
from services.notify.domain.reminders import DaysBefore, HoursBefore, Offset, plan_reminders
from tests.support import facts
from tests.unit.notify.texts_at import PACIFIC

TWO_OFFSETS: tuple[Offset, ...] = (HoursBefore(48), HoursBefore(3))


def local(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=PACIFIC).astimezone(UTC)  # type: ignore[arg-type, misc]


LONG_BEFORE = local(2027, 1, 1)


def due(
    starts_at: datetime,
    *offsets: Offset,
    now: datetime = LONG_BEFORE,
    zone: ZoneInfo = PACIFIC,
) -> list[tuple[str, datetime]]:
    planned = plan_reminders(
        facts.visit(starts_at=starts_at), offsets, now=now, zone=zone, hours=TextingHours()
    )
    return [(reminder.lead, reminder.due_at) for reminder in planned]


@pytest.mark.parametrize(
    ("starts_at", "hours_between"),
    [(local(2027, 3, 14, 9), 23), (local(2027, 11, 7, 9), 25), (local(2027, 6, 6, 9), 24)],
)
def test_s14_a_day_before_is_the_same_wall_clock_time(
    starts_at: datetime, hours_between: int
) -> None:
    assert due(starts_at, DaysBefore(1)) == [("1d", starts_at - timedelta(hours=hours_between))]


def test_s14_hours_before_are_elapsed_hours() -> None:
    starts_at = local(2027, 3, 14, 12)
    assert due(starts_at, HoursBefore(3)) == [("3h", local(2027, 3, 14, 9))]
    assert due(local(2027, 3, 15, 9), HoursBefore(24)) == [("24h", local(2027, 3, 14, 9))]
    assert due(local(2027, 3, 14, 20), HoursBefore(24)) == [("24h", local(2027, 3, 13, 19))]


def test_s45_an_offset_that_has_passed_is_left_out() -> None:
    starts_at = local(2027, 3, 16, 14)
    booked_at = starts_at - timedelta(hours=26)
    assert due(starts_at, *TWO_OFFSETS, now=booked_at) == [("3h", local(2027, 3, 16, 11))]


def test_s46_a_visit_in_ninety_minutes_has_no_reminder() -> None:
    starts_at = local(2027, 3, 16, 14)
    offsets = (*TWO_OFFSETS, HoursBefore(1))
    assert due(starts_at, *offsets, now=starts_at - timedelta(minutes=90)) == []


def test_s41_a_reminder_at_night_goes_the_evening_before() -> None:
    assert due(local(2027, 3, 16, 9, 30), HoursBefore(12)) == [("12h", local(2027, 3, 15, 20, 59))]


def test_s43_a_reminder_before_the_first_hour_goes_the_evening_before_once() -> None:
    starts_at = local(2027, 3, 16, 7)
    offsets = (HoursBefore(2), HoursBefore(1))
    evening = local(2027, 3, 15, 20, 59)
    assert due(starts_at, *offsets) == [("2h", evening)]
    assert due(starts_at, *offsets, now=evening) == []


def test_the_evening_is_the_patients_own() -> None:
    honolulu = ZoneInfo("Pacific/Honolulu")  # two hours behind
    planned = due(local(2027, 2, 16, 12), HoursBefore(3), zone=honolulu)
    assert planned == [("3h", datetime(2027, 2, 16, 6, 59, tzinfo=UTC))]


def test_a_reminder_is_stale_at_the_visit_or_a_day_late() -> None:
    starts_at = local(2027, 3, 12, 14)
    planned = plan_reminders(
        facts.visit(starts_at=starts_at),
        TWO_OFFSETS,
        now=local(2027, 3, 1),
        zone=PACIFIC,
        hours=TextingHours(),
    )
    assert [r.expires_at for r in planned] == [starts_at - timedelta(hours=24), starts_at]
