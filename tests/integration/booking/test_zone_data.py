"""New time zone data: visits keep what the clock on the wall shows."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.booking.domain.intervals import Interval
from services.booking.domain.manage_link import Links
from services.booking.domain.zone_change import Agreed, AgreedOff, shift_of
from services.booking.handlers.visits import Desk
from services.booking.handlers.zone_data import keep_wall_times
from tests.integration.booking.test_managing import path_of
from tests.support.booking import Booking
from tests.support.resources import OVERLAPS

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def without_summer_time(key: str) -> ZoneInfo:
    """As if California stayed on standard time."""
    with files("tzdata.zoneinfo.Etc").joinpath("GMT+8").open("rb") as rules:
        return ZoneInfo.from_file(rules, key=key)


async def update(booking: Booking, version: str = "2027b") -> int:
    async with booking.db.transaction() as conn:
        catalogue = await booking.catalogues.current(conn)
        desk = Desk(catalogue, Links("https://book.example", "s" * 32))
        return await keep_wall_times(conn, desk, version, booking.clock.now(), without_summer_time)


async def booked_in_march(booking: Booking, *starts: str) -> list[dict[str, Any]]:
    booking.clock.set(datetime(2027, 3, 8, 16, tzinfo=UTC))
    return [
        await booking.booked(
            name=f"Patient {chr(65 + n)}", phone=f"310-555-01{n:02}", starts_at=starts_at
        )
        for n, starts_at in enumerate(starts)
    ]


async def test_s15_visits_keep_their_wall_time_and_their_instants_are_worked_out_again(
    booking: Booking,
) -> None:
    # One before the clocks change, two close together after it.
    winter, first, second = await booked_in_march(
        booking, "2027-03-12T09:00-08:00", "2027-03-16T09:00-07:00", "2027-03-16T10:15-07:00"
    )
    assert await update(booking) == 2
    rows = await booking.list_rows(
        "select id::text, starts_at, wall_starts_at, lower(blocked) as blocked, cancel_until,"
        " upper(practitioner_blocked) as until, overbooked, version"
        " from appointment order by key"
    )
    assert [row["id"] for row in rows] == [winter["id"], first["id"], second["id"]]
    assert rows[0]["version"] == 1
    nine = datetime(2027, 3, 16, 17, tzinfo=UTC)  # an hour later than with summer time
    assert (rows[1]["starts_at"], rows[1]["blocked"]) == (nine, nine)
    assert rows[1]["wall_starts_at"] == datetime.fromisoformat("2027-03-16T09:00")
    assert rows[1]["until"] == nine + timedelta(minutes=75)
    assert rows[1]["cancel_until"] == nine - timedelta(hours=24)
    assert rows[2]["starts_at"] == nine + timedelta(minutes=75)
    assert not any(row["overbooked"] for row in rows)
    assert await booking.list_rows(OVERLAPS) == []


async def test_s15_reminders_are_planned_anew_and_the_patient_is_told_nothing(
    booking: Booking,
) -> None:
    [visit] = await booked_in_march(booking, "2027-03-16T09:00-07:00")
    await booking.http.post(path_of(visit) + "/confirm")
    await update(booking)
    name, event = (await booking.list_events())[-1]
    assert (name, event["tell_patient"], event["actor"]) == (
        "appointment_rescheduled", False, "system",
    )  # fmt: skip
    assert event["previous_starts_at"] == "2027-03-16T16:00:00Z"
    assert event["visit"]["starts_at"] == "2027-03-16T17:00:00Z"
    assert (event["visit"]["version"], event["visit"]["status"]) == (3, "confirmed")
    history = await booking.http.get(
        f"/staff/v1/appointments/{visit['id']}/history", headers=booking.staff_headers()
    )
    assert history.json()[-1]["reason"] == "time zone data 2027b"


async def test_s15_the_same_and_older_zone_data_change_nothing(booking: Booking) -> None:
    await booked_in_march(booking, "2027-03-16T09:00-07:00")
    assert await update(booking) == 1
    events = await booking.list_events()
    for version in ("2027b", "2027a"):
        assert await update(booking, version) == 0
    assert await booking.list_events() == events


async def test_s15_what_is_over_or_cancelled_stays_where_it_was(booking: Booking) -> None:
    cancelled, over = await booked_in_march(
        booking, "2027-03-16T09:00-07:00", "2027-03-16T10:15-07:00"
    )
    await booking.http.post(path_of(cancelled) + "/cancel")
    booking.clock.set(datetime.fromisoformat("2027-03-16T12:00-07:00"))
    assert await update(booking) == 0
    assert over["starts_at"] == "2027-03-16T10:15:00-07:00"


async def test_a_moved_visit_keeps_the_wall_time_it_was_moved_to(booking: Booking) -> None:
    [visit] = await booked_in_march(booking, "2027-03-12T09:00-08:00")
    await booking.http.post(path_of(visit) + "/move", json={"starts_at": "2027-03-16T10:00-07:00"})
    await update(booking)
    answer = await booking.http.get(path_of(visit))
    assert datetime.fromisoformat(answer.json()["starts_at"]) == datetime(
        2027, 3, 16, 18, tzinfo=UTC
    )


async def test_time_off_keeps_its_wall_times(booking: Booking) -> None:
    booking.clock.set(datetime(2027, 3, 8, 16, tzinfo=UTC))
    asked = {
        "practitioner": "chianni-lin",
        "starts_at": "2027-03-12T12:00-08:00",  # before the clocks change
        "ends_at": "2027-03-16T12:00-07:00",  # and after it
    }
    headers = booking.staff_headers()
    assert (await booking.http.post("/staff/v1/time-off", json=asked, headers=headers)).is_success
    await update(booking)
    [off] = await booking.list_rows("select starts_at, ends_at from time_off")
    assert off["starts_at"] == datetime(2027, 3, 12, 20, tzinfo=UTC)
    assert off["ends_at"] == datetime(2027, 3, 16, 20, tzinfo=UTC)


def test_time_off_that_the_clock_skips_is_left_as_it_was() -> None:
    before = datetime(2027, 3, 14, 10, 10, tzinfo=UTC)
    night = datetime.fromisoformat("2027-03-14T02:10")
    off = AgreedOff(
        uuid4(),
        night,
        night + timedelta(minutes=20),
        before,
        before + timedelta(minutes=20),
        "America/Los_Angeles",
    )
    assert off.during(LOS_ANGELES) is None
    assert off.during(without_summer_time("America/Los_Angeles")) == Interval(
        off.starts_at, off.ends_at
    )


@pytest.mark.parametrize("fold", [0, 1])
def test_the_second_showing_of_an_hour_is_not_taken_for_a_change(fold: int) -> None:
    wall = datetime.fromisoformat("2027-11-07T01:30")
    starts_at = wall.replace(tzinfo=LOS_ANGELES, fold=fold).astimezone(UTC)
    assert shift_of(Agreed(1, wall, starts_at, "America/Los_Angeles"), LOS_ANGELES) is None


def test_a_wall_time_that_new_data_skip_becomes_the_moment_of_the_jump() -> None:
    wall = datetime.fromisoformat("2027-03-14T02:30")
    agreed = Agreed(1, wall, datetime(2027, 3, 14, 10, 30, tzinfo=UTC), "America/Los_Angeles")
    shift = shift_of(agreed, LOS_ANGELES)
    assert shift is not None
    assert agreed.starts_at + shift.by == datetime(2027, 3, 14, 10, tzinfo=UTC)
