"""Classes: several patients, one teacher, one room, and no more of them than seats."""

import asyncio
from datetime import timedelta
from typing import Any

from services.booking.domain.practice_file import PracticeFile
from shared.auth import Role
from tests.support.booking import Booking, demo_practice
from tests.support.resources import OVERLAPS

# The class of Tuesday, and those of Saturday and of the next Tuesday.
TUESDAY = "2027-01-12T18:00:00-08:00"
SATURDAY = "2027-01-16T15:30:00-08:00"
NEXT_TUESDAY = "2027-01-19T18:00:00-08:00"


def seat(n: int = 0, starts_at: str = TUESDAY, **fields: Any) -> dict[str, Any]:
    return {
        "treatment": "qigong-class",
        "practitioner": "any",
        "starts_at": starts_at,
        "name": f"Patient {chr(65 + n % 26)}",
        "phone": f"310-555-01{n:02}",
        **fields,
    }


def with_seats(seats: int, **treatment: Any) -> PracticeFile:
    file = demo_practice()
    changed = [
        t.model_copy(update={"seats": seats, **treatment}) if t.id == "qigong-class" else t
        for t in file.treatments
    ]
    return file.model_copy(update={"treatments": changed})


async def classes(booking: Booking, day: str = "2027-01-12") -> list[tuple[str, int]]:
    answer = await booking.http.get(
        "/api/v1/slots", params={"treatment": "qigong-class", "date": day}
    )
    return [(slot["starts_at"], slot["seats_left"]) for slot in answer.json()["slots"]]


async def test_seats_are_booked_like_visits_until_none_is_left(booking: Booking) -> None:
    await booking.load(with_seats(3))
    for n in range(3):
        assert await classes(booking) == [(TUESDAY, 3 - n)]
        visit = await booking.booked(**seat(n))
        assert visit["practitioner_id"] == "mateo-rivera"
    assert await classes(booking) == []
    full = await booking.book(**seat(3))
    assert (full.status_code, full.json()["code"]) == (409, "class_full")
    nearest = [free["starts_at"] for free in full.json()["nearest"]]
    assert nearest == [SATURDAY, NEXT_TUESDAY, "2027-01-23T15:30:00-08:00"]
    assert [free["seats_left"] for free in full.json()["nearest"]] == [3, 3, 3]
    rows = await booking.list_rows("select seat, party from appointment order by seat")
    assert [row["seat"] for row in rows] == [1, 2, 3]
    assert len({row["party"] for row in rows}) == 1


async def test_a_seat_given_back_is_offered_again(booking: Booking) -> None:
    booking.clock.advance(timedelta(hours=-10))
    await booking.load(with_seats(1))
    visit = await booking.booked(**seat())
    token = visit["manage_url"].rsplit("/", 1)[1]
    await booking.http.post(f"/api/v1/manage/{token}/cancel")
    assert await classes(booking) == [(TUESDAY, 1)]
    await booking.booked(**seat(1))


async def test_a_class_starts_only_when_it_is_held(booking: Booking) -> None:
    for starts_at in ("2027-01-12T17:00:00-08:00", "2027-01-13T18:00:00-08:00"):
        refused = await booking.book(**seat(starts_at=starts_at))
        assert refused.json()["code"] == "outside_hours"


async def test_a_patient_has_one_seat_and_is_nowhere_else(booking: Booking) -> None:
    await booking.booked(**seat())
    assert (await booking.book(**seat())).json()["code"] == "patient_busy"
    visit = seat(
        treatment="acupuncture", practitioner="chianni-lin", starts_at="2027-01-12T16:45-08:00"
    )
    assert (await booking.book(**visit)).json()["code"] == "patient_busy"


async def test_teacher_and_room_are_kept_for_a_class_nobody_has_booked(booking: Booking) -> None:
    file = demo_practice()
    [lin, mateo] = file.practitioners
    late = [h.model_copy(update={"closes": h.closes.replace(hour=20)}) for h in mateo.hours]
    await booking.load(
        file.model_copy(update={"practitioners": [lin, mateo.model_copy(update={"hours": late})]})
    )
    answer = await booking.http.get(
        "/api/v1/slots",
        params={"treatment": "acupuncture", "practitioner": "mateo-rivera", "date": "2027-01-12"},
    )
    starts = [slot["starts_at"][11:16] for slot in answer.json()["slots"]]
    # The class is from 18:00 to 19:00, a quarter of an hour around it; a visit needs 75 minutes.
    assert "16:30" in starts
    assert not set(starts) & {"16:45", "17:00", "18:00", "18:30", "19:00"}
    refused = await booking.book(
        treatment="acupuncture", practitioner="mateo-rivera", starts_at="2027-01-12T18:00-08:00"
    )
    assert refused.json()["code"] == "slot_taken"


async def test_a_seat_moves_to_another_class_and_keeps_its_link(booking: Booking) -> None:
    booking.clock.advance(timedelta(hours=-10))
    await booking.load(with_seats(1))
    visit = await booking.booked(**seat())
    await booking.booked(**seat(1, SATURDAY))
    token = visit["manage_url"].rsplit("/", 1)[1]
    full = await booking.http.post(f"/api/v1/manage/{token}/move", json={"starts_at": SATURDAY})
    assert (full.status_code, full.json()["code"]) == (409, "class_full")
    page = await booking.http.get(f"/m/{token}/move?day=2027-01-19")
    assert "1 seat left" in page.text
    moved = await booking.http.post(
        f"/api/v1/manage/{token}/move", json={"starts_at": NEXT_TUESDAY}
    )
    assert (moved.status_code, moved.json()["id"]) == (200, visit["id"])
    assert await classes(booking) == [(TUESDAY, 1)]
    assert await classes(booking, "2027-01-19") == []


async def test_a_class_is_not_held_while_its_teacher_is_away_and_its_seats_are_listed(
    booking: Booking,
) -> None:
    visits = [await booking.booked(**seat(n)) for n in range(2)]
    off = {
        "practitioner": "mateo-rivera",
        "starts_at": TUESDAY,
        "ends_at": "2027-01-13T00:00-08:00",
    }
    saved = await booking.http.post("/staff/v1/time-off", json=off, headers=booking.staff_headers())
    uncovered = [entry["visit"]["appointment_id"] for entry in saved.json()["uncovered"]]
    assert uncovered == [visit["id"] for visit in visits]
    assert await classes(booking) == []


async def test_staff_squeeze_somebody_into_a_full_class_with_a_reason(booking: Booking) -> None:
    await booking.load(with_seats(1))
    await booking.booked(**seat())
    body = seat(1, overrule_reason="She came all the way from Fresno")
    patient = {"name": body.pop("name"), "phone": body.pop("phone")}
    squeezed = await booking.http.post(
        "/staff/v1/appointments",
        json={**body, "patient": patient},
        headers=booking.staff_headers(Role.FRONT_DESK),
    )
    assert squeezed.status_code == 201, squeezed.text
    rows = await booking.list_rows("select seat, overbooked from appointment order by key")
    assert [(row["seat"], row["overbooked"]) for row in rows] == [(1, False), (None, True)]


async def test_thirty_patients_and_eight_seats(booking: Booking) -> None:
    answers = await asyncio.gather(*[booking.book(**seat(n)) for n in range(30)])
    assert sorted(a.status_code for a in answers) == [201] * 8 + [409] * 22
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"class_full"}
    rows = await booking.list_rows("select seat from appointment where live order by seat")
    assert [row["seat"] for row in rows] == list(range(1, 9))


async def test_the_pages_say_how_many_seats_are_left(booking: Booking) -> None:
    await booking.booked(**seat())
    page = await booking.http.get("/book/qigong-class/time?practitioner=any&day=2027-01-12")
    assert "7 seats left" in page.text


async def test_no_seat_overlaps_what_is_not_of_its_class(booking: Booking) -> None:
    await booking.load(with_seats(4, buffer_before_minutes=0))
    for n in range(3):
        await booking.booked(**seat(n))
    shared = await booking.list_rows(OVERLAPS)
    assert shared == []
