"""A code by text: no text before the phone is proven, and no list of visits before it either."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.auth import Role
from tests.integration.booking.test_pages import ABOUT, BOOK, CHOICE, REASON
from tests.support.booking import Booking, demo_practice

THURSDAY_9 = "2027-01-14T09:00:00-08:00"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def codes_sent(booking: Booking) -> list[str]:
    asked = [e for name, e in await booking.list_events() if name == "text_requested"]
    assert all(e["kind"] == "code" and e["asked_at"] for e in asked)
    return [e["values"]["code"] for e in asked]


async def consents_told(booking: Booking) -> list[bool]:
    """Of every record of the patient that was published, in order."""
    saved = [e for name, e in await booking.list_events() if name == "patient_saved"]
    return [e["text_consent"] is not None for e in saved]


def page_of(visit: dict[str, Any]) -> str:
    return str(visit["manage_url"]).removeprefix("https://book.example")


async def ask_and_get_code(booking: Booking, page: str) -> str:
    sent = await booking.http.post(f"{page}/all/code")
    assert sent.status_code == 200
    return (await codes_sent(booking))[-1]


@pytest.fixture
async def proving(booking: Booking) -> Booking:
    """At a practice that asks for phones to be proven."""
    await booking.load(demo_practice().model_copy(update={"prove_phones": True}))
    return booking


async def test_s09_no_text_may_follow_before_the_phone_is_proven(proving: Booking) -> None:
    typed = {**CHOICE, **ABOUT, **REASON, "text_consent": "yes"}
    done = await proving.http.post(f"{BOOK}/book", data=typed)
    assert done.headers["location"].endswith("/phone")
    assert await consents_told(proving) == [False]
    page = done.headers["location"].removesuffix("/phone")
    assert "Is this your phone?" in (await proving.http.get(f"{page}/phone")).text
    [code] = await codes_sent(proving)
    refused = await proving.http.post(f"{page}/phone", data={"code": wrong(code)})
    assert (refused.status_code, refused.text.count("not the code we sent")) == (422, 2)
    assert await consents_told(proving) == [False]
    proven = await proving.http.post(f"{page}/phone", data={"code": f" {code[:3]} {code[3:]}"})
    assert proven.headers["location"] == f"{page}/booked"
    assert await consents_told(proving) == [False, True]


async def test_s09_a_proven_phone_is_not_asked_again_and_serves_the_family(
    proving: Booking,
) -> None:
    typed = {**CHOICE, **ABOUT, **REASON, "text_consent": "yes"}
    page = (await proving.http.post(f"{BOOK}/book", data=typed)).headers["location"]
    [code] = await codes_sent(proving)
    await proving.http.post(page, data={"code": code})
    child = {**typed, "name": "Leo López", "coming": "other", "guardian": ABOUT["name"],
             "start": THURSDAY_9}  # fmt: skip
    done = await proving.http.post(f"{BOOK}/book", data=child)
    assert done.headers["location"].endswith("/booked")
    assert await consents_told(proving) == [False, True, True]


async def test_s09_bookings_by_the_api_and_by_staff_wait_for_the_proof_too(
    proving: Booking,
) -> None:
    await proving.booked(text_consent=True)
    await proving.booked(text_consent=True, starts_at=THURSDAY_9)
    assert await consents_told(proving) == [False, False]


async def test_a_practice_that_does_not_ask_texts_at_once(booking: Booking) -> None:
    await booking.booked(text_consent=True)
    assert await consents_told(booking) == [True]
    assert await codes_sent(booking) == []


async def test_all_visits_of_a_phone_are_listed_after_the_code_and_not_before(
    booking: Booking,
) -> None:
    visit = await booking.booked()
    await booking.booked(name="Leo López", guardian="Ana López", starts_at=THURSDAY_9)
    await booking.booked(
        name="Bo Chen", phone="310-555-0143", starts_at="2027-01-15T09:00:00-08:00"
    )
    page = page_of(visit)
    asked = await booking.http.get(f"{page}/all")
    assert await codes_sent(booking) == []
    code = await ask_and_get_code(booking, page)
    for before in (asked, await booking.http.post(f"{page}/all", data={"code": wrong(code)})):
        assert "López" not in before.text
        assert "0142" not in before.text
    listed = await booking.http.post(f"{page}/all", data={"code": code})
    assert listed.text.count('href="/m/') == 2
    assert "Ana López" in listed.text
    assert "Leo López" in listed.text
    assert "Bo Chen" not in listed.text


async def test_a_code_works_once_and_for_ten_minutes(booking: Booking) -> None:
    page = page_of(await booking.booked())
    code = await ask_and_get_code(booking, page)
    assert (await booking.http.post(f"{page}/all", data={"code": code})).status_code == 200
    assert (await booking.http.post(f"{page}/all", data={"code": code})).status_code == 422
    late = await ask_and_get_code(booking, page)
    booking.clock.advance(timedelta(minutes=10))
    answer = await booking.http.post(f"{page}/all", data={"code": late})
    assert (answer.status_code, "no longer good" in answer.text) == (422, True)


async def test_after_five_wrong_tries_the_right_code_is_worth_nothing(booking: Booking) -> None:
    page = page_of(await booking.booked())
    code = await ask_and_get_code(booking, page)
    for _ in range(5):
        await booking.http.post(f"{page}/all", data={"code": wrong(code)})
    answer = await booking.http.post(f"{page}/all", data={"code": code})
    assert (answer.status_code, "no longer good" in answer.text) == (422, True)


async def test_only_the_newest_code_counts_and_a_phone_gets_three_in_ten_minutes(
    booking: Booking,
) -> None:
    page = page_of(await booking.booked())
    first = await ask_and_get_code(booking, page)
    newest = await ask_and_get_code(booking, page)
    await ask_and_get_code(booking, page)
    refused = await booking.http.post(f"{page}/all/code")
    assert (refused.status_code, "several codes already" in refused.text) == (422, True)
    assert len(await codes_sent(booking)) == 3
    booking.clock.advance(timedelta(minutes=10))
    newest = await ask_and_get_code(booking, page)
    if first != newest:
        old = await booking.http.post(f"{page}/all", data={"code": first})
        assert old.status_code == 422
    assert (await booking.http.post(f"{page}/all", data={"code": newest})).status_code == 200


async def test_the_database_keeps_no_code_that_could_be_read(booking: Booking) -> None:
    page = page_of(await booking.booked())
    code = await ask_and_get_code(booking, page)
    [row] = await booking.list_rows("select * from phone_code")
    assert code.encode() not in bytes(row["digest"])
    assert code not in str({k: v for k, v in row.items() if k not in {"id", "digest"}})


async def test_a_stranger_without_a_link_gets_no_code(booking: Booking) -> None:
    assert (await booking.http.post("/m/nonsense/all/code")).status_code == 404
    assert await codes_sent(booking) == []


async def test_p11_a_parent_books_for_a_child_and_the_child_is_a_patient_of_their_own(
    booking: Booking,
) -> None:
    typed = {**CHOICE, **ABOUT, **REASON, "coming": "other", "name": "Leo López"}
    missing = await booking.http.post(f"{BOOK}/reason", data=typed)
    assert (missing.status_code, missing.text.count("Enter your own name")) == (422, 2)
    await booking.http.post(f"{BOOK}/book", data={**typed, "guardian": "Ana López"})
    await booking.booked(starts_at=THURSDAY_9)
    saved = [e for name, e in await booking.list_events() if name == "patient_saved"]
    assert [(e["name"], e["guardian"]) for e in saved] == [
        ("Leo López", "Ana López"), ("Ana López", None),
    ]  # fmt: skip
    assert saved[0]["phone"] == saved[1]["phone"]


async def test_p11_a_guardian_named_later_is_told_and_one_left_out_is_not_forgotten(
    booking: Booking,
) -> None:
    await booking.booked(name="Leo López")
    await booking.booked(name="Leo López", guardian="Ana López", starts_at=THURSDAY_9)
    await booking.booked(name="Leo López", starts_at="2027-01-15T09:00:00-08:00")
    saved = [e for name, e in await booking.list_events() if name == "patient_saved"]
    assert [(e["version"], e["guardian"]) for e in saved] == [(1, None), (2, "Ana López")]


async def test_the_api_lists_the_family_for_whoever_has_the_code(booking: Booking) -> None:
    visit = await booking.booked()
    await booking.booked(name="Leo López", starts_at=THURSDAY_9)
    path = f"/api/v1/manage{page_of(visit).removeprefix('/m')}"
    assert (await booking.http.post(f"{path}/code")).status_code == 202
    [code] = await codes_sent(booking)
    refused = await booking.http.post(f"{path}/visits", json={"code": wrong(code)})
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_code")
    assert (await booking.list_rows("select tries from phone_code")) == [{"tries": 1}]
    listed = await booking.http.post(f"{path}/visits", json={"code": code})
    assert [v["patient"] for v in listed.json()] == ["Ana López", "Leo López"]
    over = await booking.http.post(f"{path}/visits", json={"code": code})
    assert over.json()["code"] == "code_over"


async def test_staff_send_a_code_and_the_patient_reads_it_out(proving: Booking) -> None:
    await proving.booked(text_consent=True)
    [patient] = await proving.list_rows("select id from patient")
    phone, headers = f"/staff/v1/patients/{patient['id']}/phone", proving.staff_headers()
    before = (await proving.http.get(phone, headers=headers)).json()
    assert (before["proven_at"], before["needed"]) == (None, True)
    assert (await proving.http.post(f"{phone}/code", headers=headers)).status_code == 202
    [code] = await codes_sent(proving)
    asked = {"code": wrong(code)}
    refused = await proving.http.post(f"{phone}/prove", headers=headers, json=asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_code")
    proven = await proving.http.post(f"{phone}/prove", headers=headers, json={"code": code})
    assert (proven.status_code, proven.json()["needed"]) == (200, False)
    assert await consents_told(proving) == [False, True]
    nobody = f"/staff/v1/patients/{UUID(int=7)}/phone"
    assert (await proving.http.get(nobody, headers=headers)).status_code == 404
    looking = proving.staff_headers(Role.READ_ONLY)
    assert (await proving.http.post(f"{phone}/code", headers=looking)).status_code == 403
