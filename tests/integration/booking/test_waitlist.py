"""A time that came free goes to those who wait for it, one after the other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.booking import Booking
from tests.support.waiting import (
    UNDO,
    freed,
    list_offers,
    list_requests,
    reply,
    staff_get,
    staff_post,
    taken_then_freed,
    three_wait,
    tick,
    wait_for,
)

HALF_AN_HOUR = timedelta(minutes=30)
TWO_HOURS = timedelta(hours=2)
TODAY_3_PM = "2027-01-11T15:00:00-08:00"
WEDNESDAY_9 = "2027-01-13T09:00:00-08:00"


@pytest.mark.parametrize(
    ("starts_at", "stands"), [(TODAY_3_PM, HALF_AN_HOUR), (WEDNESDAY_9, TWO_HOURS)]
)
async def test_s105_one_offer_goes_and_holds_the_slot_until_it_expires(
    booking: Booking, starts_at: str, stands: timedelta
) -> None:
    await taken_then_freed(booking, starts_at=starts_at)
    assert await list_offers(booking) == [("Bo Chen", "open")]
    [request] = await list_requests(booking)
    assert (request["kind"], request["category"], request["expects"]) == (
        "waitlist_offer", "visit", "yes_no",
    )  # fmt: skip
    assert datetime.fromisoformat(request["values"]["starts_at"]) == datetime.fromisoformat(
        starts_at
    )
    reply_by = datetime.fromisoformat(request["values"]["reply_by_at"])
    assert reply_by == booking.clock.now() + stands
    assert datetime.fromisoformat(request["not_after"]) == reply_by
    assert (await booking.book(starts_at=starts_at)).json()["code"] == "slot_taken"


async def test_s105_a_held_slot_is_in_no_list_of_visits_and_is_not_offered_online(
    booking: Booking,
) -> None:
    await taken_then_freed(booking, starts_at=WEDNESDAY_9)
    assert [v["visit"]["status"] for v in await staff_get(booking, "/visits?date=2027-01-13")] == [
        "cancelled_by_clinic"
    ]
    free = await booking.http.get(
        "/api/v1/slots?treatment=acupuncture&practitioner=chianni-lin&date=2027-01-13"
    )
    assert WEDNESDAY_9 not in [slot["starts_at"] for slot in free.json()["slots"]]


async def test_s106_after_a_no_the_next_is_asked_and_the_first_keeps_their_place(
    booking: Booking,
) -> None:
    await taken_then_freed(booking)
    await reply(booking, (await list_requests(booking))[0], yes=False)
    await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "declined"), ("Cy Diaz", "open")]
    kinds = [request["kind"] for request in await list_requests(booking)]
    assert kinds == ["waitlist_offer", "waitlist_noted", "waitlist_offer"]
    waiting = await staff_get(booking, "/waitlist")
    assert [entry["state"] for entry in waiting] == ["waiting"] * 3


async def test_s106_silence_is_followed_by_the_next_and_at_last_by_nobody(booking: Booking) -> None:
    await taken_then_freed(booking)
    for _ in range(4):
        booking.clock.advance(TWO_HOURS)
        await tick(booking)
    assert await list_offers(booking) == [
        ("Bo Chen", "expired"), ("Cy Diaz", "expired"), ("Di Evans", "expired"),
    ]  # fmt: skip
    assert (await booking.book(name="Ida Poe", phone="310-555-0777")).status_code == 201


async def test_s106_nobody_is_offered_two_times_on_one_day(booking: Booking) -> None:
    await wait_for(booking, "Bo Chen", "310-555-0200")
    for starts_at in ("2027-01-14T09:00:00-08:00", "2027-01-15T09:00:00-08:00"):
        await freed(booking, starts_at=starts_at)
        await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "open")]
    booking.clock.set(datetime(2027, 1, 12, 16, 0, tzinfo=UTC))  # the next morning at 8:00
    await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "expired"), ("Bo Chen", "open")]


async def test_s106_after_three_offers_the_wait_is_over(booking: Booking) -> None:
    await wait_for(booking, "Bo Chen", "310-555-0200")
    for day in (18, 19, 20, 21):
        await freed(booking, starts_at=f"2027-01-{day}T09:00:00-08:00")
    for day in (11, 12, 13, 14):
        booking.clock.set(datetime(2027, 1, day, 18, 0, tzinfo=UTC))
        await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "expired")] * 3
    assert await staff_get(booking, "/waitlist") == []


async def test_s106_at_night_nobody_is_asked_until_eight(booking: Booking) -> None:
    booking.clock.set(datetime(2027, 1, 12, 5, 0, tzinfo=UTC))  # 21:00
    await taken_then_freed(booking, starts_at=WEDNESDAY_9)
    booking.clock.set(datetime(2027, 1, 12, 15, 59, tzinfo=UTC))
    await tick(booking)
    assert await list_offers(booking) == []
    booking.clock.set(datetime(2027, 1, 12, 16, 0, tzinfo=UTC))
    await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "open")]


async def test_s106_within_three_hours_staff_call_in_turn_instead(booking: Booking) -> None:
    booked = await booking.booked(starts_at=TODAY_3_PM)
    await three_wait(booking, notice_hours=1)
    booking.clock.set(datetime(2027, 1, 11, 20, 0, tzinfo=UTC))  # noon
    await booking.act(booked["id"], "cancel")
    booking.clock.advance(UNDO)
    await tick(booking)
    assert await list_requests(booking) == []
    calls = await staff_get(booking, "/waitlist/calls")
    assert [(call["turn"], call["patient_name"]) for call in calls] == [
        (1, "Bo Chen"), (2, "Cy Diaz"), (3, "Di Evans"),
    ]  # fmt: skip
    assert (await staff_post(booking, f"/waitlist/calls/{calls[0]['id']}/close",
            outcome="not_reached"))[0] == 204  # fmt: skip
    status, booked = await staff_post(booking, f"/waitlist/calls/{calls[1]['id']}/book")
    assert (status, booked["visit"]["status"]) == (200, "booked")
    assert await staff_get(booking, "/waitlist/calls") == []
    rows = await booking.list_rows("select outcome from waitlist_call order by turn")
    assert [row["outcome"] for row in rows] == ["not_reached", "booked", "slot_gone"]


async def test_nobody_is_called_about_a_time_that_another_has_booked(booking: Booking) -> None:
    booked = await booking.booked(starts_at=TODAY_3_PM)
    await three_wait(booking, notice_hours=1)
    booking.clock.set(datetime(2027, 1, 11, 18, 58, tzinfo=UTC))  # 10:58
    await booking.act(booked["id"], "cancel")
    await booking.booked(name="Ida Poe", phone="310-555-0777", starts_at=TODAY_3_PM)
    booking.clock.set(datetime(2027, 1, 11, 21, 0, tzinfo=UTC))
    await tick(booking)
    assert await staff_get(booking, "/waitlist/calls") == []


@pytest.mark.parametrize(
    "wishes",
    [
        {"weekdays": [1, 3, 4, 5, 6, 7]},
        {"from_time": "09:01"},
        {"until_time": "09:00"},
        {"notice_hours": 26},
        {"last_on": "2027-01-11"},
        {"practitioner": "mateo-rivera"},
        {"treatment": "qigong-session"},
    ],
)
async def test_who_waits_for_something_else_is_not_asked(
    booking: Booking, wishes: dict[str, Any]
) -> None:
    await wait_for(booking, "Bo Chen", "310-555-0200", **{"practitioner": "any", **wishes})
    await freed(booking)
    await tick(booking)
    assert await list_offers(booking) == []


async def test_a_time_moved_away_from_is_offered_too(booking: Booking) -> None:
    booked = await booking.booked()
    await three_wait(booking)
    moved = await booking.act(booked["id"], "move", version=1, starts_at=WEDNESDAY_9)
    assert moved.status_code == 200
    booking.clock.advance(UNDO)
    await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "open")]


async def test_joining_again_is_joining_once_and_needs_the_consent_to_be_texted(
    booking: Booking,
) -> None:
    for _ in range(2):
        await wait_for(booking, "Bo Chen", "310-555-0200")
    assert len(await staff_get(booking, "/waitlist")) == 1
    refused = await booking.http.post(
        "/api/v1/waitlist",
        json={
            "treatment": "acupuncture",
            "patient": {"name": "Cy Diaz", "phone": "310-555-0201"},
        },
    )
    assert refused.json()["errors"][0]["field"] == "text_consent"
