"""Moves and bookings that want one slot: one of them gets it, and nothing deadlocks."""

import asyncio

from tests.concurrency.test_booking_races import OVERLAPPING, times
from tests.support.booking import Booking

ROUNDS = 30


async def test_of_two_moves_and_a_booking_of_one_slot_one_succeeds(booking: Booking) -> None:
    homes, wanted = times(40)[:2], times(40)[2:]
    visits = [
        await booking.booked(name=name, phone=phone, starts_at=home)
        for name, phone, home in zip(
            ("Ana López", "Bo Chen"), ("310-555-0142", "310-555-0143"), homes, strict=True
        )
    ]
    for starts_at in wanted[:ROUNDS]:
        versions = [await version(booking, visit["id"]) for visit in visits]
        moves = [
            booking.act(visit["id"], "move", version=seen, starts_at=starts_at)
            for visit, seen in zip(visits, versions, strict=True)
        ]
        other = booking.book(name="Cy Diaz", phone="310-555-0144", starts_at=starts_at)
        answers = await asyncio.gather(*moves, other)
        assert sorted(a.status_code for a in answers)[1:] == [409, 409], [a.text for a in answers]
        assert not await booking.list_rows(OVERLAPPING)


async def version(booking: Booking, visit_id: str) -> int:
    [row] = await booking.list_rows("select version from appointment where id = %s", visit_id)
    return int(row["version"])


async def test_without_the_constraint_a_move_and_a_booking_would_both_get_it(
    booking: Booking,
) -> None:
    """The control: what guards the slot is the constraint, not luck."""
    async with booking.db.transaction() as conn:
        await conn.execute("alter table appointment drop constraint appointment_practitioner_once")
        await conn.execute("alter table appointment drop constraint appointment_room_once")
    home, *wanted = times(50)
    visit = await booking.booked(starts_at=home)
    for starts_at in wanted:
        seen = await version(booking, visit["id"])
        await asyncio.gather(
            booking.act(visit["id"], "move", version=seen, starts_at=starts_at),
            booking.book(name="Bo Chen", phone="310-555-0143", starts_at=starts_at),
        )
        if await booking.list_rows(OVERLAPPING):
            return
    raise AssertionError("no double booking although nothing forbids it: the race is not one")
