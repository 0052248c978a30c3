"""When practitioners work, as reports ask for it."""

from datetime import datetime

from tests.integration.booking.test_time_off import take_friday_off
from tests.support.booking import Booking


async def minutes_of(booking: Booking, who: str) -> dict[str, int]:
    answer = await booking.http.get(
        "/staff/v1/opening-hours?first=2027-01-14&last=2027-01-15",
        headers=booking.staff_headers(),
    )
    total: dict[str, int] = {}
    for hours in answer.json():
        if hours["practitioner"] == who:
            starts, ends = (datetime.fromisoformat(hours[key]) for key in ("starts_at", "ends_at"))
            day = starts.date().isoformat()
            total[day] = total.get(day, 0) + int((ends - starts).total_seconds()) // 60
    return total


async def test_opening_hours_are_those_of_the_days_without_time_off(booking: Booking) -> None:
    before = await minutes_of(booking, "chianni-lin")
    assert sorted(before) == ["2027-01-14", "2027-01-15"]
    assert min(before.values()) > 0
    await take_friday_off(booking)
    after = await minutes_of(booking, "chianni-lin")
    assert after == {"2027-01-14": before["2027-01-14"]}


async def test_more_than_a_year_is_refused(booking: Booking) -> None:
    answer = await booking.http.get(
        "/staff/v1/opening-hours?first=2027-01-14&last=2029-01-15",
        headers=booking.staff_headers(),
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "range")
