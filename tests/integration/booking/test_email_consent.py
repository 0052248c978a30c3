"""An e-mail address for who gets no texts: asked for, kept with what was read, told to notify."""

from html import unescape

from tests.integration.booking.test_pages import ABOUT, BOOK, CHOICE, REASON, carried
from tests.support.booking import Booking

ADDRESS = "ana@example.com"
TYPED = {**CHOICE, **ABOUT, **REASON}


async def consents(booking: Booking) -> list[dict[str, object]]:
    return await booking.list_rows("select * from email_consent order by key")


async def test_an_address_typed_on_the_page_is_kept_with_the_wording_beside_it(
    booking: Booking,
) -> None:
    about = await booking.http.get(f"{BOOK}/you", params=CHOICE)
    await booking.http.post(f"{BOOK}/book", data={**TYPED, "email": " Ana@Example.com "})
    [consent] = await consents(booking)
    assert str(consent["wording"]) in unescape(about.text)
    assert (consent["address"], consent["source"]) == (ADDRESS, "booking_page")
    [(_, saved), (_, booked), _] = await booking.list_events()
    assert saved["email_consent"]["address"] == ADDRESS
    assert saved["email_consent"]["given_at"] == booked["visit"]["booked_at"]
    assert saved["text_consent"] is None


async def test_nobody_is_made_to_give_an_address(booking: Booking) -> None:
    await booking.http.post(f"{BOOK}/book", data={**TYPED, "email": "  "})
    assert await consents(booking) == []


async def test_an_address_is_carried_through_the_steps(booking: Booking) -> None:
    reason = await booking.http.post(f"{BOOK}/reason", data={**CHOICE, **ABOUT, "email": ADDRESS})
    assert carried(reason.text)["email"] == ADDRESS


async def test_what_is_no_address_is_said_beside_the_field_and_kept(booking: Booking) -> None:
    for wrong in ("ana", "ana@localhost", "a b@example.com", "ana@example.com, ben@example.com"):
        page = await booking.http.post(f"{BOOK}/reason", data={**CHOICE, **ABOUT, "email": wrong})
        assert page.status_code == 422
        assert "Enter an e-mail address, like ana@example.com" in page.text
        assert f'value="{wrong}"' in page.text


async def test_each_booking_says_anew_where_its_e_mails_go(booking: Booking) -> None:
    await booking.booked(email=ADDRESS, email_consent=True)
    await booking.booked(
        email="other@example.com", email_consent=True, starts_at="2027-01-13T09:00:00-08:00"
    )
    told = [s["email_consent"]["address"] for n, s in await booking.list_events() if "saved" in n]
    assert told == [ADDRESS, "other@example.com"]


async def test_an_address_without_a_yes_is_not_written_to(booking: Booking) -> None:
    await booking.booked(email=ADDRESS)
    assert await consents(booking) == []


async def test_a_yes_without_an_address_is_refused(booking: Booking) -> None:
    answer = await booking.book(email_consent=True)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "email"


async def test_the_wording_can_be_asked_for(booking: Booking) -> None:
    answer = (await booking.http.get("/api/v1/practice?language=es")).json()
    assert answer["email_offered"]
    assert "El correo no es privado" in answer["email_consent_wording"]
