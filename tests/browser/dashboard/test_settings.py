"""The settings in a real browser: findings while one types, and every page without a barrier."""

import pytest
from playwright.async_api import Page, expect

from services.dashboard.store import staff
from shared.auth import Role
from shared.db import Database
from tests.integration.dashboard.conftest import FakeOwner
from tests.integration.dashboard.settings_shown import (
    ANSWER_ID,
    BOOKING,
    CHECKED,
    DEMO,
    FOLLOWUP,
    NOTIFY,
    WEBHOOK_ID,
)
from tests.support.axe import axe_violations

REMINDER = "/settings/texts/en/reminder"
PAGES = (
    "/settings/texts",
    REMINDER,
    "/settings/sending",
    "/settings/reminders",
    "/settings/check-ins",
    "/settings/check-ins/weekly",
    "/settings/answers",
    f"/settings/answers/{ANSWER_ID}",
    "/settings/on-call",
    "/settings/office-hours",
    "/settings/twilio",
    "/settings/email",
    "/settings/calendars",
    "/settings/webhooks",
    f"/settings/webhooks/{WEBHOOK_ID}",
    "/settings/keys",
    "/settings/first-steps",
    "/settings/first-steps/practice",
    "/settings/demo",
)
# Every page of the settings, one after the other.
pytestmark = pytest.mark.timeout(300)
MARKED = {
    **CHECKED,
    "may_be_saved": False,
    "preview": "Your back pain visit",
    "marked": [{"words": "back pain", "because": "body_part"}],
}


@pytest.fixture
async def owners_page(
    staff_page: Page, db: Database, booking: FakeOwner, notify: FakeOwner, followup: FakeOwner
) -> Page:
    """Today, open at the owner's."""
    booking.shows.update(BOOKING)
    notify.shows.update(NOTIFY)
    followup.shows.update(FOLLOWUP)
    async with db.transaction() as conn:
        [member] = await staff.list_all(conn)
        await staff.save_role(conn, str(member.id), Role.OWNER)
    return staff_page


async def open_and_settle(page: Page, path: str) -> None:
    """What the page asks for by itself has come: leaving earlier would cut it off."""
    await page.goto(path)
    await page.get_by_text("Live", exact=True).wait_for()


async def test_s126_the_words_are_marked_and_the_segments_counted_while_one_types(
    owners_page: Page, notify: FakeOwner
) -> None:
    notify.answers = [{"problem": None, "checked": MARKED}]
    await owners_page.goto(REMINDER)
    await owners_page.get_by_label("Words").press_sequentially(" back pain")
    preview = owners_page.locator("#preview")
    await expect(preview.locator("mark")).to_have_text("back pain")
    await expect(preview).to_contain_text("is a part of the body: it may not be saved")
    await expect(preview).to_contain_text("43 of 160 characters")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_any_page_of_the_settings(
    owners_page: Page, scheme: str
) -> None:
    await owners_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    found = {}
    for path in PAGES:
        await open_and_settle(owners_page, path)
        found[path] = await axe_violations(owners_page)
    assert {path: complaints for path, complaints in found.items() if complaints} == {}


@pytest.mark.parametrize("width", [390, 820, 1280])
async def test_no_page_of_the_settings_is_wider_than_the_screen(
    owners_page: Page, booking: FakeOwner, width: int
) -> None:
    booking.shows["demo-practice"] = DEMO
    await owners_page.set_viewport_size({"width": width, "height": 800})
    wide = []
    for path in PAGES:
        await open_and_settle(owners_page, path)
        excess = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        if await owners_page.evaluate(excess) > 0:
            wide.append(path)
    assert wide == []
