"""From an empty installation to its first practice and test text; and the demo practice."""

from datetime import timedelta

import httpx
import pytest

from services.dashboard import commands
from services.dashboard.domain.first_practice import practice_file
from services.dashboard.handlers.first_run import SECRET_LASTS
from shared.clock import SettableClock
from shared.db import Database
from shared.service import Ground
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner
from tests.integration.dashboard.settings_shown import (
    ANSWER_ID,
    BOOKING,
    DEMO,
    DUTY,
    FOLLOWUP,
    NOTIFY,
)

STEPS = "/settings/first-steps"
PLACE = {
    "name": "Harbor Pain Clinic",
    "text_name": "Harbor Clinic",
    "phone": "310-555-0100",
    "address": "1 Harbor Street",
    "time_zone": "America/Los_Angeles",
    "rooms": "2",
}
HOURS = {"name": "Dr. Harbor", "title": "L.Ac.", "day-0": "9-12", "day-3": "13:30-18"}
TREATMENT = {"name": "First visit", "summary": "", "minutes": "75", "needling": "yes"}
TAKING = {
    "name": "Dr. Harbor",
    "email": "owner@harbor.example",
    "password": "four words of some length",
}


@pytest.fixture(autouse=True)
def shown(booking: FakeOwner, notify: FakeOwner, followup: FakeOwner) -> None:
    booking.shows.update(BOOKING)
    notify.shows.update(NOTIFY)
    followup.shows.update(FOLLOWUP)


async def take(browser: Visitor, secret: str) -> httpx.Response:
    return await browser.post("/first-run", page="/first-run", secret=secret, **TAKING)


async def test_an_installation_is_taken_once_by_whoever_knows_the_printed_secret(
    browser: Visitor, ground: Ground, db: Database
) -> None:
    assert (await browser.get("/sign-in")).headers["location"] == "/first-run"
    secret = await commands.setup_secret(ground, [])
    wrong = await take(browser, "0000000000000000")
    assert "not the secret that was printed last" in wrong.text
    assert 'value="owner@harbor.example"' in wrong.text
    taken = await take(browser, f" {secret.upper()} ")
    assert taken.headers["location"] == STEPS
    assert "Dr. Harbor" in (await browser.get(STEPS)).text
    async with db.transaction() as conn:
        cursor = await conn.execute("select role from staff")
        assert await cursor.fetchall() == [("owner",)]
        cursor = await conn.execute("select count(*) from setup_secret")
        assert await cursor.fetchall() == [(0,)]
    assert (await browser.get("/first-run")).headers["location"] == "/sign-in"
    with pytest.raises(SystemExit):
        await commands.setup_secret(ground, [])


async def test_a_secret_that_is_old_or_was_printed_before_another_is_no_good(
    browser: Visitor, ground: Ground, clock: SettableClock
) -> None:
    first = await commands.setup_secret(ground, [])
    second = await commands.setup_secret(ground, [])
    assert (await take(browser, first)).status_code == 422
    clock.advance(SECRET_LASTS + timedelta(seconds=1))
    assert (await take(browser, second)).status_code == 422


async def test_the_secret_is_not_guessed(browser: Visitor, ground: Ground) -> None:
    secret = await commands.setup_secret(ground, [])
    for number in range(30):
        await take(browser, str(number))
    assert "Too many tries" in (await take(browser, secret)).text


async def test_the_first_steps_are_kept_and_end_with_a_practice(
    wei: Visitor, booking: FakeOwner, notify: FakeOwner, followup: FakeOwner
) -> None:
    saved = await wei.post(f"{STEPS}/practice", page=STEPS, **PLACE)
    assert saved.headers["location"] == f"{STEPS}/hours"
    await wei.post(f"{STEPS}/hours", page=STEPS, **HOURS)
    # Left, and taken up again.
    assert 'value="1 Harbor Street"' in (await wei.get(f"{STEPS}/practice")).text
    done = await wei.post(f"{STEPS}/treatment", page=STEPS, **TREATMENT)
    assert done.headers["location"] == f"{STEPS}/texting"
    path, body, _ = booking.asked[-1]
    assert path == "settings/file"
    [location], [person] = body["file"]["locations"], body["file"]["practitioners"]
    assert (location["id"], len(location["rooms"])) == ("harbor-pain-clinic", 2)
    assert [hours["days"] for hours in person["hours"]] == [["mon"], ["thu"]]
    assert [hours["weekday"] for hours in notify.asked[-1][1]["hours"]] == [0, 3]
    assert followup.asked[-1][1]["hours"] == notify.asked[-1][1]["hours"]


async def test_the_last_step_texts_the_owners_own_phone_and_puts_them_on_call(
    wei: Visitor, notify: FakeOwner, followup: FakeOwner
) -> None:
    followup.shows["duty"] = {**DUTY, "in_hours": []}
    notify.answers = {"text_id": ANSWER_ID}
    sent = await wei.post(f"{STEPS}/test", page=STEPS, phone="310-555-0177")
    assert sent.headers["location"] == f"/settings/tests/{ANSWER_ID}?back={STEPS}"
    phone, test = notify.asked
    assert (phone[1]["phone"], phone[1]["on_call"]) == ("+13105550177", True)
    assert test[0] == "test-texts"
    assert followup.asked[-1][1]["on_call"] == [phone[2].id]


async def test_what_is_missing_is_said_next_to_its_field_and_nothing_typed_is_lost(
    wei: Visitor,
) -> None:
    wrong = await wei.post(
        f"{STEPS}/practice",
        page=STEPS,
        **{**PLACE, "text_name": "Schmerz-Praxis Müller", "rooms": "0"},
    )
    assert "At most 30 plain letters and digits" in wrong.text
    assert "From 1 to 20 rooms." in wrong.text
    assert 'value="Harbor Pain Clinic"' in wrong.text
    hours = await wei.post(f"{STEPS}/hours", page=STEPS, name="Dr. Harbor", **{"day-0": "late"})
    assert "Write hours such as" in hours.text


async def test_a_practice_that_is_there_is_never_made_another_by_the_first_steps(
    wei: Visitor, booking: FakeOwner
) -> None:
    booking.shows["demo-practice"] = {**DEMO, "in_force": False}
    refused = await wei.post(f"{STEPS}/treatment", page=STEPS, **TREATMENT)
    assert "There is a practice here now" in refused.text
    assert booking.asked == []


async def test_the_demo_is_loaded_shown_on_every_page_and_removed(
    wei: Visitor, booking: FakeOwner
) -> None:
    page = "/settings/demo"
    assert "Load the demo practice" in (await wei.get(page)).text
    loaded = await wei.post(page, page=page)
    assert (loaded.status_code, booking.asked[-1][0]) == (303, "demo-practice")
    booking.shows["demo-practice"] = DEMO
    assert "Remove the demo practice" in (await wei.get(page)).text
    assert "<strong>Demo practice:</strong>" in (await wei.get("/")).text
    unsure = await wei.post(f"{page}/remove", page=page)
    assert "Say that all of it may go." in unsure.text
    assert len(booking.asked) == 1
    assert (await wei.post(f"{page}/remove", page=page, sure="yes")).status_code == 303
    assert len(booking.asked) == 2


async def test_no_demo_is_loaded_over_a_real_practice(wei: Visitor, booking: FakeOwner) -> None:
    booking.shows["demo-practice"] = {**DEMO, "in_force": False}
    page = (await wei.get("/settings/demo")).text
    assert "it is not the demo" in page
    booking.status, booking.code = 409, "not_empty"
    refused = await wei.post("/settings/demo", page="/settings/demo")
    assert "never be mixed with real records" in refused.text


def test_a_name_without_latin_letters_still_makes_an_address() -> None:
    file = practice_file({**PLACE, "name": "疼痛诊所"}, HOURS, {}, TREATMENT, {"neck": "Neck"})
    assert (file["id"], file["treatments"][0]["id"]) == ("clinic", "first-visit")
