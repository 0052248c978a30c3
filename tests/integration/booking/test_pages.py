"""The patient's pages without JavaScript: forms, links, and nothing typed is ever lost."""

import re
from html import unescape

from tests.support.booking import TUESDAY_9, Booking, demo_practice

BOOK = "/book/acupuncture"
CHOICE = {"practitioner": "chianni-lin", "start": TUESDAY_9, "holder": "h1"}
ABOUT = {"name": "Ana López", "phone": "310-555-0142"}
REASON = {"complaint": "neck", "baseline": "7"}
CARRIED = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def carried(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in CARRIED.findall(page)}


async def test_a_patient_books_by_forms_alone(booking: Booking) -> None:
    assert "Acupuncture, first visit" in (await booking.http.get("/")).text
    assert "Dr. Chianni Lin" in (await booking.http.get(BOOK)).text
    times = await booking.http.get(f"{BOOK}/time?practitioner=chianni-lin")
    assert "Monday, January 11" in times.text
    assert "All times are Santa Monica time." in times.text
    held = await booking.http.post(f"{BOOK}/hold", data=CHOICE)
    about = await booking.http.get(held.headers["location"])
    assert "Kept for you until 8:10 AM." in about.text
    reason = await booking.http.post(f"{BOOK}/reason", data={**carried(about.text), **ABOUT})
    assert "checked" not in reason.text
    safety = await booking.http.post(f"{BOOK}/safety", data={**carried(reason.text), **REASON})
    assert "checked" not in safety.text
    done = await booking.http.post(f"{BOOK}/book", data=carried(safety.text))
    page = await booking.http.get(done.headers["location"])
    assert "You are booked" in page.text
    assert "Tue Jan 12, 9:00 AM" in page.text
    [(_, saved), _, (_, intake)] = await booking.list_events()
    assert (saved["text_consent"], intake["complaint"], intake["baseline"]) == (None, "neck", 7)


async def test_the_consent_box_starts_empty_and_its_wording_is_kept(booking: Booking) -> None:
    about = await booking.http.get(f"{BOOK}/you", params=CHOICE)
    [box] = re.findall(r"<input[^>]*text_consent[^>]*>", about.text)
    assert "checked" not in box
    typed = {**CHOICE, **ABOUT, **REASON, "text_consent": "yes"}
    await booking.http.post(f"{BOOK}/book", data=typed)
    [consent] = await booking.list_rows("select * from text_consent")
    shown = unescape(about.text)
    assert all(sentence in shown for sentence in consent["wording"].split(". "))
    assert consent["source"] == "booking_page"


async def test_what_is_wrong_is_said_on_top_and_beside_the_field_and_all_is_kept(
    booking: Booking,
) -> None:
    page = await booking.http.post(
        f"{BOOK}/reason", data={**CHOICE, "name": "", "phone": "310-555-0142 x12"}
    )
    assert page.status_code == 422
    assert page.text.count("Enter your name") == 2
    assert page.text.count("texts do not reach one") == 2
    assert 'value="310-555-0142 x12"' in page.text
    assert carried(page.text)["start"] == TUESDAY_9


async def test_a_lost_slot_keeps_what_was_typed_and_one_tap_books_the_next(
    booking: Booking,
) -> None:
    typed = {**CHOICE, **ABOUT, **REASON, "key": "k1"}
    await booking.booked(name="Bo Chen", phone="310-555-0143")
    lost = await booking.http.post(f"{BOOK}/book", data=typed)
    assert lost.status_code == 409
    assert "That time just went" in lost.text
    nearest = re.findall(r'name="start" value="([^"]*)"', lost.text)
    assert len(nearest) == 3
    kept = carried(lost.text)
    assert (kept["name"], kept["phone"], kept["complaint"], kept["baseline"]) == (
        "Ana López", "310-555-0142", "neck", "7",
    )  # fmt: skip
    done = await booking.http.post(f"{BOOK}/book", data={**kept, "start": nearest[0]})
    assert done.headers["location"].endswith("/booked")


async def test_all_times_can_be_looked_through_without_losing_what_was_typed(
    booking: Booking,
) -> None:
    typed = {**CHOICE, **ABOUT, **REASON}
    times = await booking.http.post(f"{BOOK}/time", data={**typed, "day": "2027-01-14"})
    assert "Thursday, January 14" in times.text
    chosen = {**carried(times.text), "start": "2027-01-14T17:00:00+00:00"}
    about = await booking.http.post(f"{BOOK}/hold", data=chosen)
    assert 'value="Ana López"' in about.text
    assert carried(about.text)["complaint"] == "neck"


async def test_a_form_sent_twice_books_once(booking: Booking) -> None:
    typed = {**CHOICE, **ABOUT, **REASON, "key": "k1"}
    first = await booking.http.post(f"{BOOK}/book", data=typed)
    second = await booking.http.post(f"{BOOK}/book", data=typed)
    assert first.headers["location"] == second.headers["location"]
    assert await booking.count("appointment") == 1


async def test_a_patient_confirms_and_cancels_on_the_page(booking: Booking) -> None:
    visit = await booking.booked(starts_at="2027-01-14T09:00:00-08:00")
    path = visit["manage_url"].removeprefix("https://book.example")
    await booking.http.post(f"{path}/confirm")
    assert "Confirmed" in (await booking.http.get(path)).text
    assert "Cancel the visit" in (await booking.http.get(f"{path}/cancel")).text
    await booking.http.post(f"{path}/cancel")
    assert "You cancelled this visit" in (await booking.http.get(path)).text


async def test_nothing_in_an_address_breaks_a_page(booking: Booking) -> None:
    answers = {
        "/book/surgery": 404,
        f"{BOOK}/time?practitioner=nobody": 404,
        f"{BOOK}/time?day=9999-12-31": 200,
        f"{BOOK}/time?day=nonsense": 422,
        f"{BOOK}/you?start=nonsense": 303,
        "/m/nonsense": 404,
    }
    for address, status in answers.items():
        answer = await booking.http.get(address, headers={"accept": "text/html"})
        assert answer.status_code == status, address


async def test_pages_are_small_and_bring_no_script_or_style_of_their_own(booking: Booking) -> None:
    for address in ("/", BOOK, f"{BOOK}/time?practitioner=any"):
        page = await booking.http.get(address)
        assert len(page.content) < 100_000
        assert "<style" not in page.text
        assert not re.search(r"<script(?![^>]*src=)", page.text)
        assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_s09_who_has_enough_visits_ahead_is_told_to_call(booking: Booking) -> None:
    await booking.load(demo_practice().model_copy(update={"open_visits_cap": 1}))
    await booking.booked(starts_at="2027-01-14T09:00:00-08:00")
    page = await booking.http.post(f"{BOOK}/book", data={**CHOICE, **ABOUT, **REASON})
    assert page.status_code == 409
    assert "as many visits ahead" in page.text
    assert "please call us: 310-555-0100" in page.text
    assert "You asked for" not in page.text
