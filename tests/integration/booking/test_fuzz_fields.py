"""What people and programs type: taken as it is meant, or refused with a code that stays."""

import pytest

from tests.integration.booking.test_pages import ABOUT, BOOK, CHOICE, REASON, carried
from tests.support.booking import Booking

NUL = "\0"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Ana López", "Ana López"),
        ("  Ana \t López \n", "Ana López"),
        ("نور الدين", "نور الدين"),
        ("שרה כהן", "שרה כהן"),
        ("林小明", "林小明"),
        ("Zoë 🌿 Ong", "Zoë 🌿 Ong"),
        ("𝒜𝓃𝒶", "𝒜𝓃𝒶"),
        ("Jean-Luc O’Neill-Ōta", "Jean-Luc O’Neill-Ōta"),
        ("A" * 120, "A" * 120),
    ],
)
async def test_a_name_in_any_script_is_kept_as_it_is_written(
    booking: Booking, name: str, kept: str
) -> None:
    await booking.booked(name=name)
    [(_, saved), *_] = await booking.list_events()
    assert saved["name"] == kept


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "missing"),
        ("name", "   ", "missing"),
        ("name", "🌿🌿", "missing"),
        ("name", "12345", "missing"),
        ("name", NUL, "missing"),
        ("name", "A" * 121, "too_long"),
        ("name", "A" * 500, "too_long"),
        ("guardian", "🌿", "missing"),
        ("phone", "", "missing"),
        ("phone", "   ", "missing"),
        ("phone", "call me", "not_a_phone"),
        ("phone", "911", "not_a_phone"),
        ("phone", "0", "not_a_phone"),
        ("phone", "+1 310 555 01", "not_a_phone"),
        ("phone", "+999 310 555 0142", "not_a_phone"),
        ("phone", "310-555-0142 ext. 5", "extension"),
        ("phone", "🌿310", "not_a_phone"),
        ("phone", f"310{NUL}", "not_a_phone"),
        ("time_zone", "Mars/Olympus", "unknown"),
        ("time_zone", "../../etc/passwd", "unknown"),
        ("time_zone", f"Europe/Berlin{NUL}", "unknown"),
        ("time_zone", "europe/berlin ", "unknown"),
    ],
)
async def test_what_cannot_be_used_is_refused_by_field_and_code(
    booking: Booking, field: str, value: str, code: str
) -> None:
    refused = await booking.book(**{field: value})
    assert refused.status_code == 422, refused.text
    [error] = refused.json()["errors"]
    assert (error["field"], error["code"]) == (field, code)
    assert len(value.strip()) < 3 or value not in refused.text
    assert await booking.count("patient") == 0


@pytest.mark.parametrize(
    "phone",
    ["3105550142", "(310) 555-0142", "+1 310 555 0142", "1-310-555-0142", "３１０-５５５-０１４２"],
)
async def test_a_phone_may_be_typed_in_many_ways(booking: Booking, phone: str) -> None:
    await booking.booked(phone=phone)
    [(_, saved), *_] = await booking.list_events()
    assert saved["phone"] == "+13105550142"


@pytest.mark.parametrize(
    "starts_at",
    [
        "2027-01-12T09:00:00",
        "2027-01-12",
        "2027-06-30T23:59:60+00:00",
        "9999-12-31T23:59:59+00:00",
        "0001-01-01T00:00:00+00:00",
        "2027-02-30T09:00:00-08:00",
        "2027-01-12T09:00:00+99:00",
        "tomorrow",
        "",
        NUL,
        1e300,
        -1,
        None,
        [],
    ],
)
async def test_a_time_that_is_none_is_refused(booking: Booking, starts_at: object) -> None:
    refused = await booking.book(starts_at=starts_at)
    assert refused.status_code == 422
    assert refused.json()["code"] == "invalid"
    assert refused.json()["errors"][0]["field"] == "starts_at"


async def test_a_nul_byte_is_refused_or_left_out_wherever_it_is_sent(booking: Booking) -> None:
    visit = await booking.booked(name=f"Ana{NUL} López", complaint="neck")
    [(_, saved), *_] = await booking.list_events()
    assert saved["name"] == "Ana López"
    link = visit["manage_url"].rsplit("/", 1)[1]
    asked = {"medicines": f"Warfarin{NUL}"}
    noted = await booking.http.post(f"/api/v1/manage/{link}/intake", json=asked)
    assert noted.status_code == 422
    for changes in (
        {"treatment": NUL},
        {"practitioner": NUL},
        {"complaint": NUL},
        {"email": f"a{NUL}@b"},
        {"language": NUL},
    ):
        assert (await booking.book(**changes)).status_code == 422, changes
    assert (await booking.book(key=None, phone="310-555-0143")).status_code == 409
    for path in (
        "/api/v1/manage/%00",
        "/m/%00",
        "/m/%00/intake",
        "/book/%00",
        "/api/v1/feeds/%00.ics",
    ):
        answer = await booking.http.get(path)
        assert answer.status_code == 404, path
    slots = await booking.http.get("/api/v1/slots?treatment=%00&date=2027-01-12")
    assert slots.status_code == 422


async def test_a_page_takes_the_same_and_loses_nothing(booking: Booking) -> None:
    long = "林" * 500
    page = await booking.http.post(f"{BOOK}/reason", data={**CHOICE, **ABOUT, "name": long})
    assert page.status_code == 422
    assert "Enter a shorter name" in page.text
    assert long in page.text
    told = await booking.http.post(
        f"{BOOK}/book", data={**CHOICE, **ABOUT, **REASON, "name": f"Ana{NUL} 🌿"}
    )
    assert told.headers["location"].endswith("/booked")
    for start in ("nonsense", "9999-12-31T23:59:59Z", "2027-01-12T09:00:00", NUL):
        again = await booking.http.post(f"{BOOK}/book", data={**CHOICE, **ABOUT, "start": start})
        assert again.status_code == 303
    shown = await booking.http.post(f"{BOOK}/you", data={**CHOICE, "name": '"><script>x'})
    assert "<script>x" not in shown.text
    assert carried(shown.text)["start"] == CHOICE["start"]
