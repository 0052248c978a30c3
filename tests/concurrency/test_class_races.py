"""Two patients, the last seat of a class: one of them gets it. Without the index, both do."""

import asyncio

import httpx
import pytest

from tests.integration.booking.test_classes import SATURDAY, TUESDAY, seat, with_seats
from tests.support.booking import Booking, body

ROUNDS = 200
SEATS_TWICE = """
    select a.id from appointment a join appointment b on a.key < b.key and a.live and b.live
    and a.class_time_key = b.class_time_key and a.starts_at = b.starts_at and a.seat = b.seat"""


async def race(booking: Booking, starts_at: str) -> list[httpx.Response]:
    wanted = [body(**seat(n, starts_at)) for n in (1, 2)]
    return await asyncio.gather(
        *[booking.http.post("/api/v1/appointments", json=fields) for fields in wanted]
    )


@pytest.mark.timeout(240)  # 200 rounds, on a machine that may be busy
async def test_one_of_two_patients_gets_the_last_seat_in_each_of_200_rounds(
    booking: Booking,
) -> None:
    await booking.load(with_seats(3))
    for n in range(2):
        for starts_at in (TUESDAY, SATURDAY):
            await booking.booked(**seat(20 + n, starts_at))
    for n in range(ROUNDS):
        answers = await race(booking, (TUESDAY, SATURDAY)[n % 2])
        lost, won = sorted(answers, key=lambda a: -a.status_code)
        assert (won.status_code, lost.status_code) == (201, 409), lost.text
        assert lost.json()["code"] == "class_full"
        assert await booking.list_rows(SEATS_TWICE) == []
        await booking.act(won.json()["id"], "cancel")


async def test_without_the_index_both_would_get_the_last_seat(booking: Booking) -> None:
    """The control: what guards the seat is the index, not luck."""
    await booking.load(with_seats(1))
    async with booking.db.transaction() as conn:
        await conn.execute("drop index appointment_seat_once")
    for _ in range(20):
        answers = await race(booking, TUESDAY)
        if await booking.list_rows(SEATS_TWICE):
            return
        for answer in answers:
            if answer.status_code == 201:
                await booking.act(answer.json()["id"], "cancel")
    raise AssertionError("no seat was given twice although nothing forbids it: it is not a race")


async def test_a_seat_and_a_visit_never_share_teacher_or_room(booking: Booking) -> None:
    """Also where the visit was reasoned before the class was there."""
    starts_at = "2027-01-12T14:00:00-08:00"
    visit = body(
        treatment="qigong-session", practitioner="mateo-rivera", starts_at=starts_at,
        name="Zoe Zed", phone="310-555-0199",
    )  # fmt: skip
    await booking.http.post("/api/v1/appointments", json=visit)
    file = with_seats(8)
    [lin, mateo] = file.practitioners
    earlier = [c.model_copy(update={"starts": c.starts.replace(hour=14)}) for c in mateo.classes]
    await booking.load(
        file.model_copy(
            update={"practitioners": [lin, mateo.model_copy(update={"classes": earlier})]}
        )
    )
    refused = await booking.book(**seat(starts_at=starts_at))
    assert (refused.status_code, refused.json()["code"]) == (409, "class_full")
    assert await booking.count("appointment") == 1
