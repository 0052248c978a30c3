"""Two visits booked as one: both or neither."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from tests.integration.booking.test_managing import path_of
from tests.support.booking import Booking, body
from tests.support.resources import OVERLAPS

# Dr. Lin from nine to ten and her quarter of an hour; then Mateo Rivera, who begins on the half hour.
FIRST, THEN = "2027-01-12T09:00:00-08:00", "2027-01-12T10:30:00-08:00"


def both(**changes: Any) -> dict[str, Any]:
    then = {
        "then_treatment": changes.pop("then_treatment", "myofascial-release"),
        "then_practitioner": changes.pop("then_practitioner", "any"),
        "then_starts_at": changes.pop("then_starts_at", THEN),
    }
    return {**body(**changes), **then}


async def book(booking: Booking, key: str | None = None, **changes: Any) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await booking.http.post(
        "/api/v1/combined/appointments", json=both(**changes), headers=headers
    )


async def booked(booking: Booking, **changes: Any) -> dict[str, Any]:
    answer = await book(booking, **changes)
    assert answer.status_code == 201, answer.text
    visits: dict[str, Any] = answer.json()
    return visits


async def pairs(booking: Booking, **query: Any) -> list[tuple[str, str]]:
    params = {
        "treatment": "acupuncture",
        "then_treatment": "myofascial-release",
        "date": "2027-01-12",
        **query,
    }
    answer = await booking.http.get("/api/v1/combined/slots", params=params)
    assert answer.status_code == 200, answer.text
    return [
        (pair["first"]["starts_at"][11:16], pair["then"]["starts_at"][11:16])
        for pair in answer.json()
    ]


async def test_both_visits_are_booked_and_know_each_other(booking: Booking) -> None:
    visits = await booked(booking, text_consent=True, complaint="low_back", baseline=5)
    first, then = visits["first"], visits["then"]
    assert (first["starts_at"], then["starts_at"]) == (FIRST, THEN)
    assert (first["practitioner_id"], then["practitioner_id"]) == ("chianni-lin", "mateo-rivera")
    for visit, other in ((first, then), (then, first)):
        managed = (await booking.http.get(path_of(visit))).json()
        assert managed["together_with"]["id"] == other["id"]
        assert managed["together_with"]["manage_url"] == other["manage_url"]
    names = [name for name, _ in await booking.list_events()]
    assert sorted(names) == [
        "appointment_booked", "appointment_booked", "intake_recorded", "patient_saved",
    ]  # fmt: skip
    assert await booking.count("patient") == await booking.count("text_consent") == 1


async def test_every_offered_pair_can_be_booked_and_then_is_not_offered(booking: Booking) -> None:
    offered = await pairs(booking)
    assert offered[0] == ("09:00", "10:30")
    for n, (first, then) in enumerate(offered[::5]):
        if (first, then) not in await pairs(booking):
            continue
        await booked(
            booking,
            practitioner="any",
            name=f"Patient {chr(65 + n)}",
            phone=f"310-555-01{n:02}",
            starts_at=f"2027-01-12T{first}:00-08:00",
            then_starts_at=f"2027-01-12T{then}:00-08:00",
        )
        assert await booking.list_rows(OVERLAPS) == []
    assert await booking.count("appointment") >= 4


async def test_one_practitioner_gives_both_where_that_is_asked(booking: Booking) -> None:
    params = {"one_practitioner": True}
    found = await pairs(booking, **params)
    assert ("09:00", "10:30") in found  # Mateo Rivera gives both
    only_lin = await pairs(booking, practitioner="chianni-lin", **params)
    assert only_lin == []
    visits = await booked(booking, practitioner="mateo-rivera", then_practitioner="mateo-rivera")
    assert visits["first"]["practitioner_id"] == visits["then"]["practitioner_id"]


async def test_when_one_of_the_two_is_taken_neither_is_booked(booking: Booking) -> None:
    await booking.booked(
        treatment="myofascial-release", practitioner="mateo-rivera", starts_at=THEN,
        name="Bo Chen", phone="310-555-0143",
    )  # fmt: skip
    refused = await book(booking, key="k1")
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    assert len(refused.json()["nearest"]) == 3
    assert await booking.count("appointment") == 1
    assert (await book(booking, key="k1")).json() == refused.json()


async def test_one_key_sent_four_times_at_once_books_one_pair(booking: Booking) -> None:
    answers = await asyncio.gather(*[book(booking, key="k1") for _ in range(4)])
    assert {a.status_code for a in answers} == {201}
    assert len({a.text for a in answers}) == 1
    assert await booking.count("appointment") == await booking.count("combined_visit") == 2
    other = await book(booking, key="k1", then_starts_at="2027-01-12T10:00-08:00")
    assert other.status_code == 422


async def test_visits_far_apart_or_the_wrong_way_round_are_not_one(booking: Booking) -> None:
    for then in ("2027-01-12T12:00-08:00", "2027-01-12T10:00-08:00", "2027-01-12T08:00-08:00"):
        refused = await book(booking, then_starts_at=then)
        assert (refused.status_code, refused.json()["code"]) == (422, "not_together")


async def test_either_is_cancelled_alone_or_both_at_once(booking: Booking) -> None:
    booking.clock.advance(timedelta(hours=-10))
    alone = await booked(booking)
    page = await booking.http.get(f"{alone['first']['manage_url']}/cancel")
    assert "Cancel both visits" in page.text
    assert "Cancel only this one" in page.text
    await booking.http.post(path_of(alone["first"]) + "/cancel")
    kept = (await booking.http.get(path_of(alone["then"]))).json()
    assert (kept["status"], kept["together_with"]) == ("booked", None)
    await booking.http.post(path_of(alone["then"]) + "/cancel")
    visits = await booked(booking)
    cancelled = await booking.http.post(path_of(visits["then"]) + "/cancel", json={"both": True})
    assert cancelled.json()["status"] == "cancelled_by_patient"
    other = (await booking.http.get(path_of(visits["first"]))).json()
    assert other["status"] == "cancelled_by_patient"


async def test_the_page_cancels_both_when_asked_to(booking: Booking) -> None:
    booking.clock.advance(timedelta(hours=-10))
    visits = await booked(booking)
    await booking.http.post(f"{visits['first']['manage_url']}/cancel", data={"both": "yes"})
    rows = await booking.list_rows("select from appointment where live")
    assert rows == []


async def test_pairs_and_visits_racing_neither_deadlock_nor_overlap(booking: Booking) -> None:
    pair = [
        book(booking, name=f"Patient {chr(65 + n)}", phone=f"310-555-01{n:02}") for n in range(6)
    ]
    single = [
        booking.book(
            name=f"Single {chr(65 + n)}",
            phone=f"310-555-01{50 + n}",
            treatment="myofascial-release",
            practitioner="mateo-rivera",
            starts_at="2027-01-12T10:00-08:00" if n % 2 else THEN,
        )
        for n in range(6)
    ]
    answers = await asyncio.gather(*pair, *single)
    assert {a.status_code for a in answers} == {201, 409}
    assert await booking.list_rows(OVERLAPS) == []
    together = await booking.list_rows(
        "select from combined_visit group by combination_id having count(*) <> 2"
    )
    assert together == []
