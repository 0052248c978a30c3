"""Patients who should come again and have no visit ahead."""

from datetime import timedelta
from typing import Any

import pytest

from services.booking.__main__ import links
from services.booking.handlers import recalls
from services.booking.handlers.visits import Desk
from tests.support.booking import Booking, demo_practice
from tests.support.waiting import list_requests, staff_get, staff_post

SIX_WEEKS, TWO_WEEKS = timedelta(weeks=6), timedelta(weeks=2)


async def look(booking: Booking) -> list[dict[str, Any]]:
    """The list after the timer has looked through it."""
    async with booking.db.transaction() as conn:
        desk = Desk(await booking.catalogues.current(conn), links(booking.settings))
        for location in desk.catalogue.locations.values():
            await recalls.look_through(conn, desk, location, booking.clock.now())
    found: list[dict[str, Any]] = await staff_get(booking, "/recall")
    return found


async def been_here(booking: Booking) -> str:
    """The id of a patient whose visit took place just now."""
    visit = await booking.booked()
    booking.clock.advance(timedelta(hours=26))
    await booking.act(visit["id"], "complete")
    return str((await booking.list_rows("select id::text from patient"))[0]["id"])


async def test_who_has_no_next_visit_six_weeks_after_the_last_is_due(booking: Booking) -> None:
    patient_id = await been_here(booking)
    booking.clock.advance(SIX_WEEKS - timedelta(hours=2))
    assert await look(booking) == []
    booking.clock.advance(timedelta(hours=2))
    for _ in range(2):
        [one] = await look(booking)
    assert (one["patient_id"], one["patient_name"], one["state"]) == (
        patient_id, "Ana López", "due",
    )  # fmt: skip
    assert not one["course_unfinished"]
    assert len(await booking.list_rows("select from recall")) == 1


async def test_in_the_middle_of_a_course_two_weeks_are_enough(booking: Booking) -> None:
    patient_id = await been_here(booking)
    items = [{"treatment": "acupuncture", "visits": 8}]
    await staff_post(
        booking, "/care-plans", patient_id=patient_id, starts_on="2027-01-11", items=items
    )
    booking.clock.advance(TWO_WEEKS)
    [one] = await look(booking)
    assert one["course_unfinished"]


async def test_who_has_a_visit_ahead_is_not_due_and_who_books_one_no_longer(
    booking: Booking,
) -> None:
    await been_here(booking)
    booking.clock.advance(SIX_WEEKS)
    assert len(await look(booking)) == 1
    await booking.booked(starts_at="2027-03-03T09:00:00-08:00")
    assert await look(booking) == []
    told = [e["state"] for name, e in await booking.list_events() if name == "recall_changed"]
    assert told == ["due", "booked"]


@pytest.mark.parametrize("weeks", [None, 12])
async def test_a_practice_says_when_and_whether(booking: Booking, weeks: int | None) -> None:
    await booking.load(demo_practice().model_copy(update={"recall_after_weeks": weeks}))
    await been_here(booking)
    booking.clock.advance(SIX_WEEKS)
    assert await look(booking) == []
    booking.clock.advance(SIX_WEEKS)
    assert len(await look(booking)) == (0 if weeks is None else 1)


async def test_staff_text_snooze_and_finish(booking: Booking) -> None:
    await been_here(booking)
    booking.clock.advance(SIX_WEEKS)
    [one] = await look(booking)
    path = f"/recall/{one['id']}"
    status, texted = await staff_post(booking, f"{path}/text")
    assert (status, texted["state"]) == (202, "texted")
    [request] = await list_requests(booking)
    assert (request["kind"], request["category"]) == ("recall", "visit")
    assert request["values"] == {"link": "https://book.example"}
    until = (booking.clock.now() + timedelta(days=7)).date().isoformat()
    status, snoozed = await staff_post(booking, f"{path}/snooze", until=until)
    assert (status, snoozed["state"], snoozed["snoozed_until"]) == (200, "snoozed", until)
    booking.clock.advance(timedelta(days=7))
    assert [entry["state"] for entry in await look(booking)] == ["due"]
    status, done = await staff_post(booking, f"{path}/done", reason="moved to another town")
    assert (status, done["state"]) == (200, "done")
    assert await look(booking) == []
    assert (await staff_post(booking, f"{path}/text"))[0] == 409
