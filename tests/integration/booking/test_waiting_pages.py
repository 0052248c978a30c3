"""A patient whom no time suits asks to be told when one frees up."""

import pytest

from tests.support.booking import Booking
from tests.support.waiting import freed, list_offers, list_requests, reply, staff_get, tick

WAIT = "/book/acupuncture/wait"
TYPED = {
    "practitioner": "chianni-lin",
    "days": ["2", "4"],
    "part": "morning",
    "name": "Bo Chen",
    "phone": "310-555-0200",
    "text_consent": "yes",
}


async def test_s105_a_patient_joins_from_the_page_of_times_and_is_offered_a_freed_one(
    booking: Booking,
) -> None:
    times = await booking.http.get("/book/acupuncture/time?practitioner=chianni-lin")
    assert f'href="{WAIT}?practitioner=chianni-lin"' in times.text
    asked = await booking.http.get(f"{WAIT}?practitioner=chianni-lin")
    assert "Dr. Chianni Lin" in asked.text
    joined = await booking.http.post(WAIT, data=TYPED)
    done = await booking.http.get(joined.headers["location"])
    assert "You are on the list" in done.text
    [entry] = await staff_get(booking, "/waitlist")
    assert (entry["weekdays"], entry["from_time"], entry["until_time"]) == (
        [2, 4], "00:00", "12:00",
    )  # fmt: skip
    assert entry["can_be_texted"]
    await freed(booking)
    await tick(booking)
    assert await list_offers(booking) == [("Bo Chen", "open")]


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("days", "Choose at least one day"),
        ("name", "Enter your name"),
        ("phone", "Enter a mobile number"),
        ("text_consent", "Agree to texts, or call us"),
    ],
)
async def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    booking: Booking, missing: str, said: str
) -> None:
    typed = {name: value for name, value in TYPED.items() if name != missing}
    page = await booking.http.post(WAIT, data=typed)
    assert page.status_code == 422
    assert page.text.count(said) == 2
    assert ('value="Bo Chen"' in page.text) == (missing != "name")
    assert await staff_get(booking, "/waitlist") == []


async def test_the_consent_box_of_the_list_starts_empty(booking: Booking) -> None:
    page = (await booking.http.get(WAIT)).text
    box = page[page.index('id="text_consent"') :].partition(">")[0]
    assert "checked" not in box


async def test_a_robot_that_fills_in_the_hidden_field_is_asked_to_call(booking: Booking) -> None:
    page = await booking.http.post(WAIT, data={**TYPED, "website": "https://spam.example"})
    assert page.status_code == 429
    assert "Please call us" in page.text
    assert await staff_get(booking, "/waitlist") == []


async def test_s108_from_the_page_of_a_visit_an_earlier_time_replaces_it(booking: Booking) -> None:
    visit = await booking.booked(
        name="Bo Chen", phone="310-555-0200", starts_at="2027-01-14T09:00:00-08:00",
        text_consent=True,
    )  # fmt: skip
    link = visit["manage_url"]
    assert "Tell me when an earlier time frees up" in (await booking.http.get(link)).text
    assert "You have Thu Jan 14, 9:00 AM" in (await booking.http.get(f"{link}/earlier")).text
    joined = await booking.http.post(
        f"{link}/earlier", data={"days": list("1234567"), "part": "any", "practitioner": "same"}
    )
    assert "You are on the list" in (await booking.http.get(joined.headers["location"])).text
    await freed(booking)
    await tick(booking)
    await reply(booking, (await list_requests(booking))[0], yes=True)
    assert "You cancelled this visit" in (await booking.http.get(link)).text
