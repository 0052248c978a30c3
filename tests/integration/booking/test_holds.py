"""Slot holds: a courtesy that ends by the clock and is missed by nobody when Redis is gone."""

from datetime import timedelta

import redis as redis_client

from tests.support.booking import TUESDAY_9, Booking

HOLD = "/book/acupuncture/hold"
CHOICE = {"practitioner": "chianni-lin", "start": TUESDAY_9}


async def first_offered(booking: Booking) -> str:
    response = await booking.http.get(
        "/api/v1/slots",
        params={"treatment": "acupuncture", "practitioner": "chianni-lin", "date": "2027-01-12"},
    )
    start: str = response.json()["slots"][0]["starts_at"]
    return start


async def test_a_held_time_is_offered_to_nobody_else(booking: Booking) -> None:
    held = await booking.http.post(HOLD, data={**CHOICE, "holder": "h1"})
    assert held.status_code == 303
    assert await first_offered(booking) != TUESDAY_9
    mine = await booking.http.post(HOLD, data={**CHOICE, "holder": "h1"})
    theirs = await booking.http.post(HOLD, data={**CHOICE, "holder": "h2"})
    assert (mine.status_code, theirs.status_code) == (303, 409)
    assert "That time just went" in theirs.text


async def test_s29_a_hold_that_is_over_is_free_without_any_job(booking: Booking) -> None:
    await booking.http.post(HOLD, data={**CHOICE, "holder": "h1"})
    booking.clock.advance(timedelta(minutes=10))
    assert await first_offered(booking) == TUESDAY_9


async def test_losing_redis_loses_only_the_courtesy(booking: Booking, valkey_url: str) -> None:
    await booking.http.post(HOLD, data={**CHOICE, "holder": "h1"})
    with redis_client.Redis.from_url(valkey_url) as client:
        client.flushall()
    assert await first_offered(booking) == TUESDAY_9
    await booking.booked()
