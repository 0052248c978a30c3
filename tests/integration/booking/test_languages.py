"""The pages in English, Spanish and Chinese: chosen once, kept, errors and times included."""

import re

import pytest

from tests.integration.booking.test_pages import ABOUT, BOOK, CHOICE, REASON, carried
from tests.support.booking import Booking

TITLES = {"en": "Book a visit", "es": "Reservar una cita", "zh": "预约就诊"}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("zh-CN,zh;q=0.9", "zh"),
        ("zh-TW", "zh"),
        ("fr-FR,fr;q=0.9,es;q=0.5,en;q=0.1", "es"),
        ("en;q=0.1,zh;q=0.2", "zh"),
        ("es;q=0,en", "en"),
        ("de", "en"),
        ("*", "en"),
        ("", "en"),
        (";;;q=x,,es;q=nonsense", "es"),
    ],
)
async def test_the_browser_says_which_language_comes_first(
    booking: Booking, header: str, language: str
) -> None:
    page = await booking.http.get("/", headers={"accept-language": header})
    assert f"<h1>{TITLES[language]}</h1>" in page.text
    assert page.headers["content-language"] == language


async def test_a_choice_is_kept_and_outweighs_the_browser(booking: Booking) -> None:
    chosen = await booking.http.get("/?language=es", headers={"accept-language": "zh"})
    assert TITLES["es"] in chosen.text
    assert "HttpOnly" in chosen.headers["set-cookie"]
    booking.http.cookies.update(chosen.cookies)
    assert TITLES["es"] in (await booking.http.get("/", headers={"accept-language": "zh"})).text
    assert TITLES["en"] in (await booking.http.get("/?language=en")).text
    unknown = await booking.http.get("/?language=tlh")
    assert TITLES["en"] in unknown.text
    assert "set-cookie" not in unknown.headers


async def test_every_page_offers_the_other_languages_in_their_own_words(booking: Booking) -> None:
    visit = await booking.booked(complaint="neck")
    link = visit["manage_url"].removeprefix("https://book.example")
    for address in ("/", BOOK, f"{BOOK}/time", link, f"{link}/all", f"{link}/intake", "/m/none"):
        page = await booking.http.get(address, headers={"accept": "text/html"})
        for label in ("English", "Español", "中文"):
            assert label in page.text, address


async def test_changing_the_language_in_the_middle_loses_nothing(booking: Booking) -> None:
    reason = await booking.http.post(f"{BOOK}/reason", data={**CHOICE, **ABOUT})
    [spanish] = re.findall(r'formaction="([^"]*language=es)"', reason.text)
    again = await booking.http.post(spanish, data={**carried(reason.text), **REASON})
    assert again.status_code == 200
    assert "¿Cuál es el motivo de su visita?" in again.text
    assert carried(again.text)["name"] == ABOUT["name"]
    assert re.search(r'value="neck" checked', again.text)
    assert re.search(r'value="7" checked', again.text)
    assert await booking.count("appointment") == 0


async def test_errors_times_and_the_practices_own_words_are_in_that_language(
    booking: Booking,
) -> None:
    wrong = await booking.http.post(f"{BOOK}/reason?language=es", data={**CHOICE, "phone": "12"})
    assert wrong.status_code == 422
    assert wrong.text.count("Escriba su nombre") == 2
    assert "mar 12 de ene, 9:00 a.m." in wrong.text
    assert "Acupuntura, visita de seguimiento" in wrong.text
    chinese = await booking.http.get(f"{BOOK}/time?practitioner=chianni-lin&language=zh")
    assert "1月11日星期一" in chinese.text
    assert "下午" in chinese.text
    assert "\u202f" not in chinese.text


async def test_a_lost_slot_is_said_in_that_language_with_the_nearest_times(
    booking: Booking,
) -> None:
    await booking.booked(name="Bo Chen", phone="310-555-0143")
    for language, headline in (("es", "Esa hora se acaba de ocupar"), ("zh", "该时间刚刚被预约")):
        booking.http.cookies.set("language", language)
        typed = {**CHOICE, **ABOUT, **REASON, "key": language}
        lost = await booking.http.post(f"{BOOK}/book", data=typed)
        assert lost.status_code == 409
        assert f"<h1>{headline}</h1>" in lost.text
        assert len(re.findall(r'name="start" value="([^"]*)"', lost.text)) == 3
        assert carried(lost.text)["name"] == ABOUT["name"]


async def test_red_flags_name_911_in_every_language(booking: Booking) -> None:
    for language in TITLES:
        booking.http.cookies.set("language", language)
        typed = {**CHOICE, **ABOUT, **REASON, "red_flags": "stroke_signs"}
        page = await booking.http.post(f"{BOOK}/book", data=typed)
        assert page.status_code == 409
        heading = re.findall(r'notice-title">([^<]*)<', page.text)
        assert "911" in heading[0]


async def test_who_books_in_spanish_agrees_in_spanish_and_is_texted_in_spanish(
    booking: Booking,
) -> None:
    booking.http.cookies.set("language", "es")
    typed = {**CHOICE, **ABOUT, **REASON, "text_consent": "yes"}
    await booking.http.post(f"{BOOK}/book", data=typed)
    [(_, saved), *_] = await booking.list_events()
    assert saved["language"] == "es"
    assert saved["text_consent"]["wording"].startswith("Envíenme mensajes de texto")
    offered = await booking.http.get("/api/v1/practice?language=es")
    assert offered.json()["text_consent_wording"] == saved["text_consent"]["wording"]
    booking.http.cookies.set("language", "zh")
    later = {**typed, "start": "2027-01-14T09:00:00-08:00", "text_consent": ""}
    await booking.http.post(f"{BOOK}/book", data=later)
    saved = [e for name, e in await booking.list_events() if name == "patient_saved"][-1]
    assert (saved["language"], saved["version"]) == ("zh", 2)


async def test_the_landing_page_says_when_somebody_is_there(booking: Booking) -> None:
    page = (await booking.http.get("/")).text
    assert "9:00 AM – 6:00 PM" in page
    assert re.search(r"<dt>Sunday</dt><dd>closed</dd>", page)


async def test_p16_times_that_are_too_close_are_named_with_the_phone(booking: Booking) -> None:
    today = await booking.http.get(f"{BOOK}/time?practitioner=chianni-lin&day=2027-01-11")
    assert "Sooner is possible by phone: 9:00 AM" in today.text
    assert "Call 310-555-0100." in today.text
    later = await booking.http.get(f"{BOOK}/time?practitioner=chianni-lin&day=2027-01-13")
    assert "Sooner is possible" not in later.text
