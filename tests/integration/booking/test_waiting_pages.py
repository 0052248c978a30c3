"""A patient whom no time suits asks to be told when one frees up."""

import pytest

from tests.support.booking import Booking
from tests.support.waiting import (
    freed,
    list_joined,
    list_offers,
    list_requests,
    reply,
    staff_get,
    tick,
)

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


async def link_of_joining(booking: Booking) -> str:
    """As the text says it that tells of the place on the list."""
    [asked] = await list_joined(booking)
    return str(asked["values"]["link"]).removeprefix("https://book.example")


async def test_who_joined_is_texted_a_link_that_shows_it_and_only_a_post_leaves(
    booking: Booking,
) -> None:
    await booking.http.post(WAIT, data=TYPED)
    link = await link_of_joining(booking)
    for _ in range(2):  # phones and scanners open links by themselves
        page = await booking.http.get(link)
        assert "You are on the list" in page.text
        assert "Tuesday, Thursday" in page.text
        assert "Dr. Chianni Lin" in page.text
        assert len(await staff_get(booking, "/waitlist")) == 1
    for _ in range(2):
        left = await booking.http.post(f"{link}/leave")
        assert left.headers["location"] == link
    assert "You are no longer on the list" in (await booking.http.get(link)).text
    assert await staff_get(booking, "/waitlist") == []


async def test_joining_twice_looks_the_same_and_is_texted_once(booking: Booking) -> None:
    pages = [await booking.http.post(WAIT, data=TYPED) for _ in range(2)]
    assert pages[0].headers["location"] == pages[1].headers["location"]
    await link_of_joining(booking)


async def test_leaving_while_a_time_is_kept_gives_it_to_the_next(booking: Booking) -> None:
    await booking.http.post(WAIT, data=TYPED)
    await freed(booking)
    await tick(booking)
    link = await link_of_joining(booking)
    assert "It is yours if you answer our text by" in (await booking.http.get(link)).text
    left = await booking.http.post(f"/api/v1/waitlist/{link.removeprefix('/w/')}/leave")
    assert (left.json()["state"], left.json()["weekdays"]) == ("left", [2, 4])
    assert await list_offers(booking) == [("Bo Chen", "withdrawn")]


async def test_what_a_patient_waits_for_stands_on_the_page_of_their_visit(booking: Booking) -> None:
    visit = await booking.booked(name="Bo Chen", phone="310-555-0200")
    assert "What you wait for" not in (await booking.http.get(visit["manage_url"])).text
    await booking.http.post(WAIT, data=TYPED)
    page = await booking.http.get(visit["manage_url"])
    assert "What you wait for" in page.text
    assert await link_of_joining(booking) in page.text


async def test_an_unknown_link_of_the_list_is_not_found(booking: Booking) -> None:
    assert (await booking.http.get("/w/nonsense")).status_code == 404
    assert (await booking.http.post("/w/nonsense/leave")).status_code == 404
    assert (await booking.http.get("/api/v1/waitlist/nonsense")).json()["code"] == "not_found"
