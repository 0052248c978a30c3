"""Visits as calendars see them."""

from datetime import timedelta
from typing import Any

import httpx
from icalendar import Calendar

from tests.integration.booking.test_managing import path_of
from tests.support.booking import Booking

THURSDAY_9, THURSDAY_10 = "2027-01-14T09:00:00-08:00", "2027-01-14T10:00:00-08:00"


async def read(booking: Booking, visit: dict[str, Any]) -> Calendar:
    response = await booking.http.get(path_of(visit) + "/visit.ics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/calendar")
    return parse(response)


def parse(response: httpx.Response) -> Calendar:
    calendar = Calendar.from_ical(response.content)
    assert isinstance(calendar, Calendar)
    return calendar


async def test_s28_booked_moved_twice_and_cancelled_is_one_event_that_ends(
    booking: Booking,
) -> None:
    booking.clock.advance(timedelta(hours=-10))
    visit = await booking.booked()
    files = [await read(booking, visit)]
    for starts_at in (THURSDAY_9, THURSDAY_10):
        moved = await booking.http.post(path_of(visit) + "/move", json={"starts_at": starts_at})
        assert moved.status_code == 200
        files.append(await read(booking, visit))
    await booking.http.post(path_of(visit) + "/cancel")
    files.append(await read(booking, visit))
    events = [file.events[0] for file in files]
    assert len({event["uid"] for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2, 3]
    assert [str(file["method"]) for file in files] == ["PUBLISH", "PUBLISH", "PUBLISH", "CANCEL"]
    assert [event["status"] for event in events] == ["CONFIRMED"] * 3 + ["CANCELLED"]
    assert all(file.timezones[0].tz_name == "America/Los_Angeles" for file in files)
    assert events[2].start.isoformat() == THURSDAY_10


async def test_s16_a_calendar_shows_the_clinics_wall_time_and_names_nothing_private(
    booking: Booking,
) -> None:
    visit = await booking.booked(complaint="low_back", baseline=7)
    raw = (await booking.http.get(path_of(visit) + "/visit.ics")).text
    assert "DTSTART;TZID=America/Los_Angeles:20270112T090000" in raw
    told = raw.lower()
    assert not any(word in told for word in ("acupuncture", "back", "pain", "ana"))


async def test_a_feed_shows_a_practitioners_visits_without_their_patients(
    booking: Booking,
) -> None:
    made = await booking.http.post(
        "/staff/v1/practitioners/chianni-lin/calendar-feed", headers=booking.staff_headers()
    )
    address = made.json()["url"].removeprefix("https://book.example")
    await booking.booked()
    gone = await booking.booked(name="Bo Chen", phone="310-555-0143", starts_at=THURSDAY_9)
    await booking.act(gone["id"], "cancel")
    await booking.booked(
        name="Cy Diaz", phone="310-555-0144", practitioner="mateo-rivera",
        starts_at="2027-01-13T10:00:00-08:00",
    )  # fmt: skip
    feed = await booking.http.get(address)
    [event] = parse(feed).events
    assert event.start.isoformat() == "2027-01-12T09:00:00-08:00"
    assert "Ana" not in feed.text
    assert "310-555" not in feed.text


async def test_a_new_address_of_a_feed_ends_the_old_one(booking: Booking) -> None:
    path = "/staff/v1/practitioners/chianni-lin/calendar-feed"
    old, new = [
        (await booking.http.post(path, headers=booking.staff_headers())).json()["url"]
        for _ in range(2)
    ]
    assert (await booking.http.get(old)).status_code == 404
    assert (await booking.http.get(new)).status_code == 200
    [kept] = await booking.list_rows("select f::text as kept from calendar_feed f")
    assert new.rsplit("/", 1)[1].removesuffix(".ics") not in kept["kept"]
