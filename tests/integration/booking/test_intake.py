"""What a patient tells before a visit: screen by screen, all of it optional, nothing lost."""

from datetime import timedelta
from typing import Any

from shared.auth import Role
from tests.integration.booking.test_managing import path_of
from tests.integration.booking.test_pages import carried
from tests.support.booking import Booking

WHERE = {"areas": ["neck", "shoulder_left"], "others": ["headache", "low_back"]}
WHEN = {"since": "years", "onset": "gradual", "cause": "work"}
EFFECT = {"pain_days": "5", "baseline-headache": "4", "peg_pain": "7", "peg_enjoyment": "8",
          "peg_activity": "6"}  # fmt: skip
HEALTH = {"medicines": "Warfarin 5 mg", "herbs": "dong quai", "allergies": "latex"}


async def list_intakes(booking: Booking) -> dict[str, dict[str, Any]]:
    """The last one of each complaint."""
    return {e["complaint"]: e for name, e in await booking.list_events() if "intake" in name}


async def get_intake(booking: Booking, visit: dict[str, Any]) -> dict[str, Any]:
    answer = await booking.http.get(
        f"/staff/v1/appointments/{visit['id']}/intake", headers=booking.staff_headers()
    )
    told: dict[str, Any] = answer.json()
    return told


async def tell(booking: Booking, visit: dict[str, Any], screen: str, **said: Any) -> Any:
    page = visit["manage_url"].removeprefix("https://book.example")
    return await booking.http.post(f"{page}/intake/{screen}", data=said)


async def test_four_screens_carry_all_that_was_said_and_each_is_saved(booking: Booking) -> None:
    visit = await booking.booked(complaint="neck", baseline=7)
    told: Any = None
    for screen, said in (("where", WHERE), ("when", WHEN), ("effect", EFFECT), ("health", HEALTH)):
        before: dict[str, str] = carried(told.text) if told else {}
        told = await tell(booking, visit, screen, **before, **said)
    assert told is not None
    assert (await booking.http.get(told.headers["location"])).status_code == 200
    published = await list_intakes(booking)
    neck = published["neck"]
    assert (neck["baseline"], neck["since"], neck["onset"], neck["cause"]) == (
        7, "years", "gradual", "work",
    )  # fmt: skip
    assert set(neck["areas"]) == {"neck", "shoulder_left"}
    assert neck["peg"] == {"pain_average": 7, "enjoyment": 8, "general_activity": 6}
    assert neck["pain_days"] == 5
    assert (published["headache"]["baseline"], published["low_back"]["baseline"]) == (4, None)
    assert published["headache"]["appointment_id"] is None
    assert neck["appointment_id"] == visit["id"]
    known = await get_intake(booking, visit)
    assert known["complaints"][0]["complaint"] == "neck"
    assert known["notes"][0]["herbs"] == "dong quai"


async def test_who_leaves_half_way_has_what_they_sent_kept(booking: Booking) -> None:
    visit = await booking.booked(complaint="neck")
    await tell(booking, visit, "where", **WHERE)
    assert {c["complaint"] for c in (await get_intake(booking, visit))["complaints"]} == {
        "neck", "headache", "low_back",
    }  # fmt: skip


async def test_the_link_never_shows_what_was_said_again(booking: Booking) -> None:
    visit = await booking.booked(complaint="neck")
    await tell(booking, visit, "health", **HEALTH)
    for path in ("", "/intake", "/intake/thanks", "/booked"):
        page = await booking.http.get(visit["manage_url"] + path)
        assert page.status_code == 200
        assert "arfarin" not in page.text
        assert "checked" not in page.text


async def test_back_shows_what_was_said_and_saves_nothing(booking: Booking) -> None:
    visit = await booking.booked(complaint="neck")
    page = await tell(booking, visit, "when", back="1", **WHEN, **WHERE)
    assert "Where does it hurt?" in page.text
    assert page.text.count(" checked") == 4
    assert (await get_intake(booking, visit))["complaints"][0]["since"] is None


async def test_an_empty_form_is_an_answer_too(booking: Booking) -> None:
    visit = await booking.booked()
    for screen in ("where", "when", "effect"):
        assert (await tell(booking, visit, screen)).status_code == 200
    assert (await tell(booking, visit, "health")).status_code == 303
    assert await list_intakes(booking) == {}


async def test_what_was_left_out_later_keeps_what_was_said_before(booking: Booking) -> None:
    visit = await booking.booked(complaint="neck", baseline=7)
    await booking.http.post(path_of(visit) + "/intake", json={"since": "weeks", "areas": ["neck"]})
    await booking.http.post(path_of(visit) + "/intake", json={"onset": "sudden", "baseline": 2})
    neck = (await list_intakes(booking))["neck"]
    assert (neck["since"], neck["onset"], neck["areas"], neck["baseline"]) == (
        "weeks", "sudden", ["neck"], 7,
    )  # fmt: skip


async def test_s99_two_items_of_three_are_kept_and_no_peg_is_published(booking: Booking) -> None:
    visit = await booking.booked(complaint="neck")
    answered = {"peg": {"pain_average": 7, "enjoyment": 8}}
    told = await booking.http.post(path_of(visit) + "/intake", json=answered)
    assert told.status_code == 204
    assert (await list_intakes(booking))["neck"]["peg"] is None
    [complaint] = (await get_intake(booking, visit))["complaints"]
    assert complaint["peg"] == {"pain_average": 7, "enjoyment": 8, "general_activity": None}


async def test_a_note_that_is_too_long_is_said_and_not_lost(booking: Booking) -> None:
    visit = await booking.booked(complaint="neck")
    page = await tell(booking, visit, "health", medicines="x" * 1001, since="weeks")
    assert page.status_code == 422
    assert page.text.count("Please shorten this") == 2
    assert "x" * 1001 in page.text
    assert carried(page.text)["since"] == "weeks"


async def test_what_cannot_be_meant_is_refused(booking: Booking) -> None:
    visit = await booking.booked()
    assert (await tell(booking, visit, "where", areas="tail")).status_code == 422
    for wrong, code in (
        ({"since": "weeks"}, "missing"),
        ({"complaint": "made_up"}, "unknown"),
        ({"others": [{"complaint": "made_up"}]}, "unknown"),
    ):
        refused = await booking.http.post(path_of(visit) + "/intake", json=wrong)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)
    await booking.http.post(path_of(visit) + "/intake", json={"complaint": "neck"})
    booking.clock.advance(timedelta(days=2))
    late = await booking.http.post(path_of(visit) + "/intake", json={"since": "weeks"})
    assert (late.status_code, late.json()["code"]) == (409, "not_possible")


async def test_staff_of_every_role_may_read_it_and_nobody_without_a_token(
    booking: Booking,
) -> None:
    visit = await booking.booked(complaint="neck")
    path = f"/staff/v1/appointments/{visit['id']}/intake"
    assert (await booking.http.get(path)).status_code == 401
    reading = booking.staff_headers(Role.READ_ONLY)
    assert (await booking.http.get(path, headers=reading)).status_code == 200
