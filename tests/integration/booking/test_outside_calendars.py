"""A practitioner's calendar elsewhere: read, believed, and kept when it cannot be read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from services.booking.carrier.addresses import Addresses
from services.booking.carrier.calendar_fetch import (
    MOST_BYTES,
    CalendarFetch,
    UnreachableCalendarError,
)
from services.booking.handlers import outside_calendars as outside
from services.booking.store import outside_calendars
from services.booking.timers import READ_EVERY
from shared.auth import Role
from tests.integration.booking.test_booking_api import offered
from tests.support.booking import Booking
from tests.support.serving import serving

PATH = "/staff/v1/practitioners/chianni-lin/outside-calendar"
# Every Tuesday from 10:00 to 11:00 in Santa Monica.
WEEKLY = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//EN
BEGIN:VEVENT
UID:weekly@example
DTSTAMP:20270101T000000Z
DTSTART;TZID=America/Los_Angeles:20270105T100000
DTEND;TZID=America/Los_Angeles:20270105T110000
RRULE:FREQ=WEEKLY
SUMMARY:School run
END:VEVENT
END:VCALENDAR
"""


@dataclass
class Elsewhere:
    """What the other calendar's server does, and what it was asked."""

    url: str = ""
    text: str = WEEKLY
    status: int = 200
    etag: str = '"1"'
    location: str = "/lin.ics"
    asked: list[str | None] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        self.asked.append(request.headers.get("if-none-match"))
        if self.status == 302:
            return Response(status_code=302, headers={"Location": self.location})
        if self.status == 200 and request.headers.get("if-none-match") == self.etag:
            return Response(status_code=304)
        return Response(self.text, self.status, {"ETag": self.etag}, "text/calendar")


@pytest.fixture
async def elsewhere() -> AsyncIterator[Elsewhere]:
    app, other = FastAPI(), Elsewhere()

    @app.get("/lin.ics")
    async def get(request: Request) -> Response:
        return other.answer(request)

    async with serving(app) as address:
        other.url = f"{address}/lin.ics"
        yield other


async def follow(booking: Booking, url: str, role: Role = Role.FRONT_DESK) -> httpx.Response:
    return await booking.http.put(PATH, json={"url": url}, headers=booking.staff_headers(role))


async def read(booking: Booking, *, may_be_local: bool = True) -> None:
    """As the timer does it."""
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        fetch = CalendarFetch(client, Addresses(inside=may_be_local))
        async with booking.db.transaction() as conn:
            now = booking.clock.now()
            due = await outside_calendars.claim_due(conn, now, READ_EVERY)
            catalogue = await booking.catalogues.current(conn)
        for calendar in due:
            reading = await outside.read(fetch, catalogue, calendar, now)
            async with booking.db.transaction() as conn:
                await outside.keep(conn, calendar, reading, now)


async def state(booking: Booking) -> dict[str, Any]:
    answer = await booking.http.get(PATH, headers=booking.staff_headers())
    assert answer.status_code == 200
    known: dict[str, Any] = answer.json()
    return known


async def starts(booking: Booking, day: str = "2027-01-12") -> list[str]:
    return [at[11:16] for at in await offered(booking, day)]


async def test_busy_times_elsewhere_are_not_offered_nor_booked(
    booking: Booking, elsewhere: Elsewhere
) -> None:
    assert (await follow(booking, elsewhere.url)).status_code == 204
    await read(booking)
    # A visit takes 75 minutes of hers; the grid is as it was.
    assert await starts(booking) == [
        "11:00", "11:15", "11:30",
        "13:30", "13:45", "14:00", "14:15", "14:30", "14:45", "15:00", "15:15", "15:30", "15:45",
        "16:00", "16:15", "16:30", "16:45", "17:00",
    ]  # fmt: skip
    assert (await starts(booking, "2027-01-19"))[0] == "11:00"
    assert (await starts(booking, "2027-01-13"))[0] == "09:00"
    refused = await booking.book()
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    assert (await state(booking))["busy"] > 5


async def test_a_visit_that_was_there_first_is_listed_as_uncovered(
    booking: Booking, elsewhere: Elsewhere
) -> None:
    visit = await booking.booked(starts_at="2027-01-12T10:15:00-08:00")
    await follow(booking, elsewhere.url)
    await read(booking)
    listed = await booking.http.get("/staff/v1/uncovered", headers=booking.staff_headers())
    assert [entry["visit"]["appointment_id"] for entry in listed.json()] == [visit["id"]]
    assert (await booking.act(visit["id"], "offer-new-times", version=1)).status_code == 202


async def test_what_was_read_last_is_kept_while_it_cannot_be_read(
    booking: Booking, elsewhere: Elsewhere
) -> None:
    await follow(booking, elsewhere.url)
    await read(booking)
    before = await state(booking)
    for status, text, error in [(500, "", "status_500"), (200, "<html>", "unreadable")]:
        elsewhere.status, elsewhere.text, elsewhere.etag = status, text, '"2"'
        booking.clock.advance(READ_EVERY)
        await read(booking)
        now = await state(booking)
        assert (now["error"], now["busy"], now["read_at"]) == (
            error, before["busy"], before["read_at"],
        )  # fmt: skip
    elsewhere.text = WEEKLY
    booking.clock.advance(READ_EVERY)
    await read(booking)
    assert (await state(booking))["error"] is None


async def test_it_is_read_every_quarter_of_an_hour_and_only_when_it_changed(
    booking: Booking, elsewhere: Elsewhere
) -> None:
    await follow(booking, elsewhere.url)
    await read(booking)
    revision = await booking.list_rows("select revision from catalogue_revision")
    booking.clock.advance(READ_EVERY - timedelta(seconds=1))
    await read(booking)
    booking.clock.advance(timedelta(seconds=1))
    await read(booking)
    assert elsewhere.asked == [None, '"1"']
    elsewhere.etag = '"2"'
    booking.clock.advance(READ_EVERY)
    await read(booking)
    assert await booking.list_rows("select revision from catalogue_revision") == revision


async def test_a_calendar_no_longer_followed_no_longer_counts(
    booking: Booking, elsewhere: Elsewhere
) -> None:
    await follow(booking, elsewhere.url)
    await read(booking)
    for expected in (204, 404):
        removed = await booking.http.delete(PATH, headers=booking.staff_headers())
        assert removed.status_code == expected
    assert (await starts(booking))[0] == "09:00"
    assert (await booking.http.get(PATH, headers=booking.staff_headers())).status_code == 404


async def test_who_only_looks_cannot_name_an_address_and_nobody_sees_it_again(
    booking: Booking, elsewhere: Elsewhere
) -> None:
    assert (await follow(booking, elsewhere.url, Role.READ_ONLY)).status_code == 403
    assert (await follow(booking, "ftp://example/x.ics")).status_code == 422
    await follow(booking, elsewhere.url)
    assert "lin.ics" not in str(await state(booking))


async def test_outside_the_sandbox_only_public_addresses_over_https_are_asked(
    booking: Booking, elsewhere: Elsewhere
) -> None:
    for url in (
        elsewhere.url,
        elsewhere.url.replace("http:", "https:"),
        "https://169.254.169.254/latest",
        "https://[::1]/x.ics",
        "https://10.0.0.1/x.ics",
    ):
        await follow(booking, url)
        await read(booking, may_be_local=False)
        assert (await state(booking))["error"] == "refused_address"
    assert elsewhere.asked == []


async def test_a_redirect_is_looked_at_like_the_address_itself(elsewhere: Elsewhere) -> None:
    elsewhere.status = 302
    async with httpx.AsyncClient(trust_env=False) as client:
        for location, reason in [("/lin.ics", "redirects"), ("ftp://x/y", "refused_address")]:
            elsewhere.location = location
            with pytest.raises(UnreachableCalendarError) as refused:
                await CalendarFetch(client, Addresses(inside=True)).get(elsewhere.url, None)
            assert refused.value.reason == reason


async def test_too_large_a_file_is_not_read_to_its_end(elsewhere: Elsewhere) -> None:
    elsewhere.text = "X" * (MOST_BYTES + 1)
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(UnreachableCalendarError) as refused:
            await CalendarFetch(client, Addresses(inside=True)).get(elsewhere.url, None)
    assert refused.value.reason == "too_large"
