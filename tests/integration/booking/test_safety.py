"""The safety questions at the counter: no slot, another treatment, or a flag that stays."""

from typing import Any

from shared.auth import Role
from tests.integration.booking.test_pages import ABOUT, BOOK, CHOICE, REASON, carried
from tests.support.booking import Booking, body

THURSDAY_9 = "2027-01-14T09:00:00-08:00"


async def flags_of_last_visit(booking: Booking) -> list[str]:
    visits = [e["visit"] for name, e in await booking.list_events() if "appointment" in name]
    flags: list[str] = visits[-1]["flags"]
    return flags


async def test_a_red_flag_gets_no_slot_and_leaves_nothing_behind(booking: Booking) -> None:
    refused = await booking.book(red_flags=["breath_or_chest"])
    assert (refused.status_code, refused.json()["code"]) == (409, "red_flag")
    assert "911" in refused.json()["detail"]
    for table in ("appointment", "patient", "idempotency_key", "outbox"):
        assert await booking.count(table) == 0


async def test_a_pacemaker_and_a_current_do_not_meet(booking: Booking) -> None:
    electro: dict[str, Any] = {"treatment": "electro-acupuncture", "precautions": ["implant"]}
    refused = await booking.book(**electro)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_electro")
    await booking.booked(precautions=["implant"])
    assert await flags_of_last_visit(booking) == ["first_visit", "implant", "no_electro"]


async def test_a_flag_stands_on_every_later_visit_and_an_empty_box_does_not_lift_it(
    booking: Booking,
) -> None:
    await booking.booked(precautions=["implant", "blood_thinners"])
    later = await booking.booked(starts_at=THURSDAY_9)
    expected = ["blood_thinners", "implant", "no_electro", "review"]
    assert await flags_of_last_visit(booking) == expected
    await booking.act(later["id"], "confirm")
    assert await flags_of_last_visit(booking) == expected
    refused = await booking.book(
        treatment="electro-acupuncture", starts_at="2027-01-15T09:00:00-08:00"
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "call_first")
    assert "implant" not in refused.text
    assert await booking.count("appointment") == 2


async def test_needles_with_a_bleeding_disorder_need_a_call_and_then_a_reason(
    booking: Booking,
) -> None:
    asked = body(precautions=["bleeding_disorder"])
    path, headers = "/staff/v1/appointments", booking.staff_headers()
    refused = await booking.http.post(path, json=asked, headers=headers)
    assert refused.json()["code"] == "call_first"
    asked["overrule_reason"] = "Dr. Lin has talked with her"
    done = await booking.http.post(path, json=asked, headers=headers)
    assert done.status_code == 201


async def post(booking: Booking, **typed: Any) -> Any:
    return await booking.http.post(f"{BOOK}/book", data={**CHOICE, **ABOUT, **REASON, **typed})


async def test_a_patient_with_a_red_flag_reads_911_and_the_phone(booking: Booking) -> None:
    page = await post(booking, red_flags=["stroke_signs", "worst_headache"])
    assert page.status_code == 409
    assert "call 911 now" in page.text
    assert "tel:+13105550100" in page.text
    assert await booking.count("appointment") == 0
    again = await booking.http.post(f"{BOOK}/safety", data=carried(page.text))
    kept = carried(again.text)
    assert (again.status_code, kept["name"], "red_flags" in kept) == (200, "Ana López", False)
    assert "checked" not in again.text


async def test_a_patient_with_an_implant_is_led_to_another_treatment_with_all_typed(
    booking: Booking,
) -> None:
    typed = {**CHOICE, **ABOUT, **REASON, "precautions": ["implant", "surgery_soon"]}
    page = await booking.http.post("/book/electro-acupuncture/book", data=typed)
    assert page.status_code == 409
    assert 'formaction="/book/acupuncture/time"' in page.text
    kept = carried(page.text)
    assert (kept["name"], kept["precautions"]) == ("Ana López", "implant,surgery_soon")
    times = await booking.http.post("/book/acupuncture/time", data=kept)
    assert times.status_code == 200
    done = await booking.http.post(f"{BOOK}/book", data={**kept, **CHOICE})
    assert done.status_code == 303
    flags = ["first_visit", "implant", "no_electro", "surgery_soon"]
    assert await flags_of_last_visit(booking) == flags


async def test_an_answer_that_was_not_offered_is_refused(booking: Booking) -> None:
    page = await post(booking, precautions=["made-up"])
    assert page.status_code == 422
    assert (await booking.book(precautions=["made-up"])).status_code == 422


async def test_a_visit_on_blood_thinners_waits_for_a_practitioner_and_keeps_its_time(
    booking: Booking,
) -> None:
    visit = await booking.booked(precautions=["blood_thinners"])
    assert visit["awaits_review"] is True
    assert await flags_of_last_visit(booking) == ["blood_thinners", "first_visit", "review"]
    other = await booking.book(name="Bo Chen", phone="310-555-0143")
    assert (other.status_code, other.json()["code"]) == (409, "slot_taken")
    page = await booking.http.get(visit["manage_url"])
    assert "Your practitioner looks at your answers first" in page.text
    assert "blood thinner" not in page.text.lower()


async def test_a_practitioner_releases_the_visit_and_nobody_else_does(booking: Booking) -> None:
    visit = await booking.booked(precautions=["blood_thinners"])
    for role in (Role.FRONT_DESK, Role.READ_ONLY):
        assert (await booking.act(visit["id"], "release", role)).status_code == 403
    released = await booking.act(visit["id"], "release", Role.PRACTITIONER, reason="INR is fine")
    assert released.json()["visit"]["flags"] == ["blood_thinners", "first_visit"]
    last = (await booking.list_events())[-1]
    assert last[0] == "appointment_reviewed"
    assert last[1]["visit"]["flags"] == ["blood_thinners", "first_visit"]
    page = await booking.http.get(visit["manage_url"])
    assert "looks at your answers first" not in page.text
    again = await booking.act(visit["id"], "release", Role.PRACTITIONER)
    assert (again.status_code, again.json()["code"]) == (409, "not_possible")
    history = await booking.http.get(
        f"/staff/v1/appointments/{visit['id']}/history", headers=booking.staff_headers()
    )
    assert [line["action"] for line in history.json()] == ["book", "release"]


async def test_a_change_of_the_visit_does_not_release_it(booking: Booking) -> None:
    visit = await booking.booked(precautions=["blood_thinners"], starts_at=THURSDAY_9)
    path = visit["manage_url"].replace("https://book.example/m/", "/api/v1/manage/")
    moved = {"starts_at": "2027-01-15T09:00:00-08:00"}
    assert (await booking.http.post(f"{path}/move", json=moved)).status_code == 200
    assert (await booking.http.post(f"{path}/confirm")).status_code == 200
    assert await flags_of_last_visit(booking) == ["blood_thinners", "first_visit", "review"]


async def test_once_released_only_a_new_answer_asks_for_a_look_again(booking: Booking) -> None:
    first = await booking.booked(precautions=["blood_thinners"])
    await booking.booked(starts_at="2027-01-13T10:30:00-08:00", practitioner="any")
    assert await flags_of_last_visit(booking) == ["blood_thinners", "review"]
    await booking.act(first["id"], "release", Role.PRACTITIONER)
    await booking.booked(starts_at=THURSDAY_9)
    assert await flags_of_last_visit(booking) == ["blood_thinners"]
    await booking.booked(starts_at="2027-01-15T09:00:00-08:00", precautions=["blood_thinners"])
    assert await flags_of_last_visit(booking) == ["blood_thinners", "review"]
