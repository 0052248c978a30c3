"""What patients and staff answer to an offered time, and what comes of it."""

from datetime import UTC, datetime, timedelta

from shared.auth import Role
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


async def test_yes_books_the_visit_and_ends_the_wait(booking: Booking) -> None:
    await taken_then_freed(booking)
    [request] = await list_requests(booking)
    await reply(booking, request, yes=True)
    name, event = (await booking.list_events())[-2]
    assert (name, event["visit"]["status"], event["actor"]) == (
        "appointment_booked", "booked", "patient",
    )  # fmt: skip
    assert event["patient_id"] == request["patient_id"]
    booking.clock.advance(TWO_HOURS)
    await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "accepted")]
    assert [e["patient_name"] for e in await staff_get(booking, "/waitlist")] == [
        "Cy Diaz", "Di Evans",
    ]  # fmt: skip


async def test_s107_yes_to_a_time_that_another_has_books_nothing_and_keeps_the_place(
    booking: Booking,
) -> None:
    await taken_then_freed(booking)
    [first] = await list_requests(booking)
    booking.clock.advance(TWO_HOURS)
    await tick(booking)
    second = (await list_requests(booking))[-1]
    await reply(booking, second, yes=True)
    await reply(booking, first, yes=True)
    assert (await list_requests(booking))[-1]["kind"] == "waitlist_taken"
    assert len(await booking.list_rows("select from appointment where live")) == 1
    assert "Bo Chen" in [e["patient_name"] for e in await staff_get(booking, "/waitlist")]


async def test_s107_yes_while_the_next_is_being_asked_is_too_late(booking: Booking) -> None:
    await taken_then_freed(booking)
    [first] = await list_requests(booking)
    booking.clock.advance(TWO_HOURS)
    await tick(booking)
    await reply(booking, first, yes=True)
    assert (await list_requests(booking))[-1]["kind"] == "waitlist_taken"
    assert await list_offers(booking) == [("Bo Chen", "expired"), ("Cy Diaz", "open")]


async def test_s107_a_late_yes_to_a_time_that_is_still_free_is_a_yes(booking: Booking) -> None:
    await wait_for(booking, "Bo Chen", "310-555-0200")
    await freed(booking)
    await tick(booking)
    [request] = await list_requests(booking)
    booking.clock.advance(TWO_HOURS)
    await tick(booking)
    await reply(booking, request, yes=True)
    await reply(booking, request, yes=True)
    assert await list_offers(booking) == [("Bo Chen", "accepted")]
    assert len(await booking.list_rows("select from appointment where live")) == 1


async def test_s108_an_earlier_time_releases_the_later_visit_in_the_same_transaction(
    booking: Booking,
) -> None:
    later = await booking.booked(
        name="Bo Chen", phone="310-555-0200", starts_at="2027-01-14T09:00:00-08:00",
        text_consent=True,
    )  # fmt: skip
    patient_id = (await booking.list_rows("select id::text from patient"))[0]["id"]
    status, _ = await staff_post(
        booking, "/waitlist", patient_id=patient_id, treatment="acupuncture",
        appointment_id=later["id"],
    )  # fmt: skip
    assert status == 201
    await freed(booking)
    await tick(booking)
    booking.clock.set(datetime(2027, 1, 11, 17, 0, tzinfo=UTC))
    await reply(booking, (await list_requests(booking))[0], yes=True)
    rows = await booking.list_rows(
        "select status from appointment a join patient p on p.key = a.patient_key"
        " where p.id = %s order by starts_at", patient_id,
    )  # fmt: skip
    assert [row["status"] for row in rows] == ["booked", "cancelled_by_patient"]
    name, event = (await booking.list_events())[-1]
    assert (name, event["tell_patient"]) == ("appointment_cancelled", False)


async def test_a_time_later_than_the_visit_one_has_is_not_offered(booking: Booking) -> None:
    visit = await booking.booked(name="Bo Chen", phone="310-555-0200", text_consent=True)
    patient_id = (await booking.list_rows("select id::text from patient"))[0]["id"]
    await staff_post(
        booking, "/waitlist", patient_id=patient_id, treatment="acupuncture",
        appointment_id=visit["id"],
    )  # fmt: skip
    await freed(booking, starts_at=WEDNESDAY_9)
    await tick(booking)
    assert await list_offers(booking) == []


async def test_s109_a_cancellation_undone_within_three_minutes_is_offered_to_nobody(
    booking: Booking,
) -> None:
    booked = await booking.booked()
    await three_wait(booking)
    await booking.act(booked["id"], "cancel")
    booking.clock.advance(UNDO - timedelta(seconds=1))
    await tick(booking)
    undone = await booking.act(booked["id"], "undo")
    assert (undone.status_code, undone.json()["visit"]["status"]) == (200, "booked")
    booking.clock.advance(timedelta(hours=1))
    await tick(booking)
    assert await list_offers(booking) == []


async def test_s109_three_minutes_later_the_cancellation_stands(booking: Booking) -> None:
    booked = await booking.booked()
    await booking.act(booked["id"], "cancel")
    booking.clock.advance(UNDO + timedelta(seconds=1))
    assert (await booking.act(booked["id"], "undo")).json()["code"] == "not_possible"


async def test_a_cancellation_cannot_be_undone_over_whoever_has_the_time_now(
    booking: Booking,
) -> None:
    booked = await booking.booked()
    await booking.act(booked["id"], "cancel")
    await booking.booked(name="Ida Poe", phone="310-555-0777")
    assert (await booking.act(booked["id"], "undo")).json()["code"] == "slot_taken"


async def test_an_offer_that_staff_withdraw_goes_to_the_next(booking: Booking) -> None:
    await taken_then_freed(booking)
    [offer] = (await staff_get(booking, "/waitlist"))[0]["offers"]
    status, entry = await staff_post(booking, f"/waitlist/offers/{offer['offer_id']}/withdraw")
    assert (status, entry["offers"][0]["state"]) == (200, "withdrawn")
    await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "withdrawn"), ("Cy Diaz", "open")]
    withdrawn = [e for name, e in await booking.list_events() if name == "text_withdrawn"]
    assert [e["request_id"] for e in withdrawn] == [f"waitlist-offer:{offer['offer_id']}"]


async def test_who_leaves_the_list_frees_what_they_were_offered(booking: Booking) -> None:
    await taken_then_freed(booking)
    entry = (await staff_get(booking, "/waitlist"))[0]
    status, left = await staff_post(booking, f"/waitlist/{entry['id']}/leave")
    assert (status, left["state"]) == (200, "left")
    await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "withdrawn"), ("Cy Diaz", "open")]
    assert (await staff_post(booking, f"/waitlist/{entry['id']}/leave"))[0] == 409


async def test_staff_take_a_yes_on_the_phone(booking: Booking) -> None:
    await taken_then_freed(booking)
    [offer] = (await staff_get(booking, "/waitlist"))[0]["offers"]
    path = f"/waitlist/offers/{offer['offer_id']}/accept"
    status, booked = await staff_post(booking, path)
    assert (status, booked["visit"]["status"]) == (200, "booked")
    assert (await staff_post(booking, path, Role.READ_ONLY))[0] == 403


async def test_every_change_of_an_entry_is_told_with_a_higher_version(booking: Booking) -> None:
    await taken_then_freed(booking)
    await reply(booking, (await list_requests(booking))[0], yes=False)
    events = await booking.list_events()
    told = [e for name, e in events if name == "waitlist_entry_changed"]
    first = [e for e in told if e["patient_id"] == told[0]["patient_id"]]
    assert [e["version"] for e in first] == [1, 2, 3]
    assert [o["state"] for o in first[-1]["offers"]] == ["declined"]
