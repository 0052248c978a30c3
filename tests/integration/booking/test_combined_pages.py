"""Two treatments in one trip, on the patient's pages: without JavaScript, and nothing typed is lost."""

import re
from html import unescape

import pytest

from tests.integration.booking.test_combined import FIRST, THEN, book
from tests.integration.booking.test_pages import ABOUT, REASON, carried
from tests.support.booking import Booking

TIMES = "/book/acupuncture/time?practitioner=any&then=myofascial-release&day=2027-01-12"
PAIR = {
    "practitioner": "any",
    "then": "myofascial-release",
    "start": f"{FIRST}/{THEN}",
    "holder": "h1",
}
BOOK = "/book/acupuncture"


def starts(page: str) -> list[str]:
    return [unescape(value) for value in re.findall(r'name="start" value="([^"]*)"', page)]


async def test_a_pair_is_chosen_held_and_booked_by_forms_alone(booking: Booking) -> None:
    assert "/together" in (await booking.http.get("/")).text
    chosen = {"first": "acupuncture", "then": "myofascial-release", "chosen": "yes"}
    who = await booking.http.get("/together", params=chosen, follow_redirects=True)
    assert "Mateo Rivera, L.Ac. for both" in who.text
    times = await booking.http.get(TIMES)
    assert "2027-01-12T17:00:00+00:00/2027-01-12T18:30:00+00:00" in starts(times.text)
    assert "then 10:30 AM" in times.text
    held = await booking.http.post(f"{BOOK}/hold", data={**carried(times.text), **PAIR})
    about = await booking.http.get(held.headers["location"])
    assert "Kept for you until" in about.text
    assert "10:30 AM</strong> Myofascial release" in about.text
    reason = await booking.http.post(f"{BOOK}/reason", data={**carried(about.text), **ABOUT})
    safety = await booking.http.post(f"{BOOK}/safety", data={**carried(reason.text), **REASON})
    done = await booking.http.post(f"{BOOK}/book", data=carried(safety.text))
    page = await booking.http.get(done.headers["location"])
    assert "Tue Jan 12, 9:00 AM" in page.text
    assert "And right after it" in page.text
    assert "Tue Jan 12, 10:30 AM" in page.text
    assert await booking.count("appointment") == await booking.count("combined_visit") == 2


async def test_what_one_patient_holds_is_offered_to_nobody_else(booking: Booking) -> None:
    await booking.http.post(f"{BOOK}/hold", data={**PAIR, "practitioner": "chianni-lin"})
    second = await booking.http.get(
        "/api/v1/slots",
        params={
            "treatment": "myofascial-release",
            "date": "2027-01-12",
            "practitioner": "mateo-rivera",
        },
    )
    assert THEN not in [slot["starts_at"] for slot in second.json()["slots"]]
    again = await booking.http.get(TIMES + "&holder=h1")
    assert "then 10:30 AM" in again.text


async def test_the_form_that_lacks_a_choice_says_which(booking: Booking) -> None:
    page = await booking.http.get("/together", params={"first": "acupuncture", "chosen": "yes"})
    assert page.status_code == 422
    assert page.text.count("Choose what comes after it") == 2
    assert re.search(r'value="acupuncture" checked', page.text)
    begun = await booking.http.get("/together", params={"first": "acupuncture"})
    assert begun.status_code == 200


async def test_a_lost_pair_offers_the_nearest_pairs_and_one_tap_books_one(booking: Booking) -> None:
    assert (await book(booking, name="Bo Chen", phone="310-555-0143")).status_code == 201
    typed = {**PAIR, **ABOUT, **REASON, "key": "k1", "practitioner": "chianni-lin"}
    lost = await booking.http.post(f"{BOOK}/book", data=typed)
    assert lost.status_code == 409
    assert "That time just went" in lost.text
    assert len(starts(lost.text)) == 3
    kept = carried(lost.text)
    assert (kept["name"], kept["complaint"], kept["then"]) == (
        "Ana López", "neck", "myofascial-release",
    )  # fmt: skip
    done = await booking.http.post(f"{BOOK}/book", data={**kept, "start": starts(lost.text)[0]})
    assert done.headers["location"].endswith("/booked")
    assert await booking.count("combined_visit") == 4


async def test_one_person_gives_both_and_a_form_sent_twice_books_once(booking: Booking) -> None:
    typed = {**PAIR, **ABOUT, **REASON, "one": "yes", "key": "k1"}
    first = await booking.http.post(f"{BOOK}/book", data=typed)
    second = await booking.http.post(f"{BOOK}/book", data=typed)
    assert first.headers["location"] == second.headers["location"]
    rows = await booking.list_rows("select distinct practitioner_key from appointment")
    assert (len(rows), await booking.count("appointment")) == (1, 2)


async def test_the_first_is_with_whom_was_chosen_and_the_second_with_whoever_is_free(
    booking: Booking,
) -> None:
    typed = {**PAIR, **ABOUT, **REASON, "practitioner": "chianni-lin"}
    done = await booking.http.post(f"{BOOK}/book", data=typed)
    page = await booking.http.get(done.headers["location"])
    assert "Dr. Chianni Lin" in page.text
    assert "Mateo Rivera" in page.text


async def test_each_of_the_two_names_the_other_on_its_page(booking: Booking) -> None:
    visits = (await book(booking)).json()
    for visit, other in (("first", "then"), ("then", "first")):
        page = await booking.http.get(visits[visit]["manage_url"])
        assert "You booked two visits together" in page.text
        assert visits[other]["manage_url"].removeprefix("https://book.example") in page.text


async def test_an_implant_names_the_one_of_the_two_that_is_not_for_them(booking: Booking) -> None:
    typed = {**PAIR, **ABOUT, **REASON, "then": "electro-acupuncture", "precautions": "implant"}
    page = await booking.http.post(f"{BOOK}/book", data=typed)
    assert page.status_code == 409
    assert "This treatment is not for you" in page.text
    assert re.search(r'class="caption">\s*Electro-acupuncture', page.text)
    assert carried(page.text).get("then") is None


@pytest.mark.parametrize("start", [FIRST, f"{FIRST}/nonsense", f"{FIRST}/{FIRST}"])
async def test_times_that_do_not_follow_each_other_lead_back_to_the_times(
    booking: Booking, start: str
) -> None:
    typed = {**PAIR, **ABOUT, **REASON, "start": start}
    answer = await booking.http.post(f"{BOOK}/book", data=typed)
    assert answer.status_code == 409
    assert "That time just went" in answer.text
    assert carried(answer.text)["name"] == "Ana López"
    assert await booking.count("appointment") == 0
