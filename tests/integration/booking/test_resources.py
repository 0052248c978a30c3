"""Rests and equipment: what the list offers, what the database gives."""

import asyncio
import random
from datetime import date, timedelta
from typing import Any

from services.booking.domain.practice_file import PracticeFile
from tests.support.booking import Booking, demo_practice
from tests.support.resources import OVERLAPS

DAY = date(2027, 1, 12)


def electro(starts_at: str, n: int = 0, **fields: Any) -> dict[str, Any]:
    """A booking of the demo's treatment with a rest and with equipment, by the n-th patient."""
    return {
        "treatment": "electro-acupuncture",
        "starts_at": f"2027-01-12T{starts_at}:00-08:00",
        "name": f"Patient {chr(65 + n)}",
        "phone": f"310-555-01{n:02}",
        **fields,
    }


async def offered(booking: Booking, treatment: str, practitioner: str = "any") -> list[str]:
    params = {"treatment": treatment, "date": DAY.isoformat(), "practitioner": practitioner}
    answer = await booking.http.get("/api/v1/slots", params=params)
    return [slot["starts_at"] for slot in answer.json()["slots"]]


async def clocks(booking: Booking, treatment: str) -> list[str]:
    return [at[11:16] for at in await offered(booking, treatment, "chianni-lin")]


def owning(units: int) -> PracticeFile:
    file = demo_practice()
    [location] = file.locations
    fewer = location.model_copy(update={"equipment": location.equipment[:units]})
    return file.model_copy(update={"locations": [fewer]})


async def test_one_acupuncturist_has_two_rooms_staggered_while_needles_rest(
    booking: Booking,
) -> None:
    first = await booking.booked(**electro("09:00"))
    assert (await clocks(booking, "electro-acupuncture"))[0] == "09:30"
    second = await booking.booked(**electro("09:30", 1))
    listed = await booking.http.get(
        "/staff/v1/visits", params={"date": DAY.isoformat()}, headers=booking.staff_headers()
    )
    visits = {entry["visit"]["appointment_id"]: entry for entry in listed.json()}
    one, two = visits[first["id"]], visits[second["id"]]
    assert one["visit"]["practitioner"] == two["visit"]["practitioner"]
    assert one["visit"]["room"] != two["visit"]["room"]
    assert {one["equipment"], two["equipment"]} == {"E-stim unit 1", "E-stim unit 2"}
    assert [(p["starts_at"][11:16], p["ends_at"][11:16]) for p in one["hands_on"]] == [
        ("17:00", "17:20"),
        ("17:50", "18:15"),
    ]


async def test_during_a_rest_only_what_fits_is_booked(booking: Booking) -> None:
    await booking.booked(**electro("09:00"))
    plain = electro("09:15", 1, treatment="acupuncture")
    refused = await booking.book(**plain)
    assert refused.json()["code"] == "slot_taken"
    assert "09:15" not in await clocks(booking, "acupuncture")


async def test_equipment_is_never_given_twice_and_staff_see_what_is_missing(
    booking: Booking,
) -> None:
    await booking.load(owning(1))
    await booking.booked(**electro("09:00"))
    assert (await clocks(booking, "electro-acupuncture"))[0] == "10:30"
    refused = await booking.book(**electro("09:30", 1))
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    body = {**electro("09:30", 1)}
    patient = {"name": body.pop("name"), "phone": body.pop("phone")}
    to_staff = await booking.http.post(
        "/staff/v1/appointments",
        json={**body, "practitioner": "chianni-lin", "patient": patient},
        headers=booking.staff_headers(),
    )
    assert to_staff.json()["code"] == "room_taken"
    assert to_staff.json()["detail"] == "Taken: E-stim unit 1"


async def test_a_visit_moved_into_a_rest_takes_another_room_and_another_unit(
    booking: Booking,
) -> None:
    booking.clock.advance(timedelta(hours=-10))
    await booking.booked(**electro("09:00"))
    later = await booking.booked(**electro("11:00", 1))
    token = later["manage_url"].rsplit("/", 1)[1]
    moved = await booking.http.post(
        f"/api/v1/manage/{token}/move", json={"starts_at": "2027-01-12T09:30:00-08:00"}
    )
    assert moved.status_code == 200, moved.text
    rows = await booking.list_rows("select room_key, equipment_key from appointment")
    assert len({row["room_key"] for row in rows}) == len({r["equipment_key"] for r in rows}) == 2
    assert await booking.list_rows(OVERLAPS) == []


async def test_two_patients_and_the_last_unit_one_gets_it(booking: Booking) -> None:
    await booking.load(owning(1))
    starts = [f"{hour}:{minute}" for hour in ("09", "10", "14", "15") for minute in ("00", "30")]
    answers = await asyncio.gather(*[booking.book(**electro(s, n)) for n, s in enumerate(starts)])
    assert {a.status_code for a in answers} == {201, 409}
    assert await booking.list_rows(OVERLAPS) == []


async def test_whatever_is_booked_moved_and_cancelled_nothing_overlaps(booking: Booking) -> None:
    booking.clock.advance(timedelta(hours=-10))
    chance = random.Random(7)
    kept: list[dict[str, Any]] = []
    for n in range(60):
        if kept and chance.random() < 0.3:
            await leave(booking, kept.pop(chance.randrange(len(kept))))
            continue
        treatment = chance.choice(["electro-acupuncture", "acupuncture", "herbal-consultation"])
        free = await offered(booking, treatment)
        if not free:
            continue
        wanted = chance.choice(free)
        fields = electro(wanted[11:16], n, treatment=treatment, practitioner="any")
        if kept and chance.random() < 0.3 and kept[-1]["treatment_id"] == treatment:
            await move(booking, kept[-1], wanted)
        else:
            kept.append(await booking.booked(**fields))
        assert await booking.list_rows(OVERLAPS) == []


async def leave(booking: Booking, visit: dict[str, Any]) -> None:
    token = visit["manage_url"].rsplit("/", 1)[1]
    assert (await booking.http.post(f"/api/v1/manage/{token}/cancel")).status_code == 200


async def move(booking: Booking, visit: dict[str, Any], starts_at: str) -> None:
    token = visit["manage_url"].rsplit("/", 1)[1]
    moved = await booking.http.post(
        f"/api/v1/manage/{token}/move", json={"starts_at": starts_at, "practitioner": "any"}
    )
    assert moved.status_code == 200, moved.text
