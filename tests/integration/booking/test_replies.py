"""What a patient's text does to the visit."""

from datetime import timedelta

import pytest

from services.booking import consumer
from services.booking.__main__ import links
from shared.events import Received
from shared.events.replies import Intent, ReplyReceived
from shared.ids import new_id
from tests.support.booking import Booking


async def reply(booking: Booking, intent: Intent, appointment_id: str | None) -> None:
    now = booking.clock.now()
    event = ReplyReceived(
        patient_id="p",
        reply_id="r1",
        received_at=now,
        body="C",
        language="en",
        intent=intent,
        appointment_id=appointment_id,
        question=None,
    )
    handler = consumer.handlers(booking.catalogues, links(booking.settings))[ReplyReceived]
    async with booking.db.transaction() as conn:
        await handler(conn, Received(new_id(), event, now))


async def events_after_booking(booking: Booking) -> list[tuple[str, str, str | None]]:
    events = (await booking.list_events())[2:]
    return [(name, e["visit"]["status"], e["reply_id"]) for name, e in events]


@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        (Intent.CONFIRM, [("appointment_confirmed", "confirmed", "r1")]),
        (Intent.CANCEL, [("appointment_cancelled", "cancelled_by_patient", "r1")]),
        (Intent.CANCEL_WISH, []),
        (Intent.OTHER, []),
    ],
)
async def test_a_reply_confirms_or_cancels_and_nothing_else(
    booking: Booking, intent: Intent, expected: list[tuple[str, str, str]]
) -> None:
    booking.clock.advance(timedelta(hours=-10))
    visit = await booking.booked()
    await reply(booking, intent, visit["id"])
    assert await events_after_booking(booking) == expected


async def test_confirming_again_is_told_again_so_that_it_is_answered(booking: Booking) -> None:
    visit = await booking.booked()
    await reply(booking, Intent.CONFIRM, visit["id"])
    await reply(booking, Intent.CONFIRM, visit["id"])
    events = (await booking.list_events())[2:]
    assert [e["visit"]["version"] for _, e in events] == [2, 3]


async def test_a_cancel_that_comes_too_late_leaves_the_visit(booking: Booking) -> None:
    visit = await booking.booked()
    booking.clock.advance(timedelta(hours=2))
    await reply(booking, Intent.CANCEL, visit["id"])
    assert await events_after_booking(booking) == []


async def test_replies_to_what_is_no_longer_possible_are_passed_over(booking: Booking) -> None:
    visit = await booking.booked()
    await booking.act(visit["id"], "cancel")
    before = await booking.list_events()
    for intent in (Intent.CONFIRM, Intent.CANCEL):
        await reply(booking, intent, visit["id"])
        await reply(booking, intent, str(new_id()))
    assert await booking.list_events() == before
