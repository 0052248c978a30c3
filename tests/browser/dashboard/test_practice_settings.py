"""The settings of the practice in a real browser: by keyboard, in both schemes, without a script."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page, expect

from services.dashboard.live.hints import Hints
from services.dashboard.live.hub import Hub
from shared.auth import Role
from tests.integration.dashboard.conftest import PASSWORD, AddStaff
from tests.support.axe import axe_violations
from tests.support.booking import TUESDAY_9, Booking
from tests.support.browser import watch_console
from tests.support.bus import running
from tests.support.practice_desk import desk, practice
from tests.support.serving import serving

__all__ = ["desk", "practice"]

PAGES = (
    "/settings",
    "/settings/practice",
    "/settings/locations",
    "/settings/locations/santa-monica",
    "/settings/rooms/santa-monica",
    "/settings/holidays/santa-monica",
    "/settings/treatments",
    "/settings/treatments/acupuncture",
    "/settings/treatments/acupuncture/retire",
    "/settings/practitioners",
    "/settings/practitioners/chianni-lin",
    "/settings/hours/chianni-lin",
    "/settings/classes/mateo-rivera",
    "/settings/complaints",
    "/settings/history",
)
HOURS = "/settings/hours/chianni-lin"


@pytest.fixture
async def address(app: FastAPI, add_staff: AddStaff, hints: Hints, hub: Hub) -> AsyncIterator[str]:
    await add_staff(Role.OWNER)
    async with running(hints.run, hub.run), serving(app) as at:
        yield at


async def come_in(page: Page) -> None:
    await page.goto("/sign-in")
    await page.get_by_label("E-mail address").fill("desk@example.org")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url("**/")


@pytest.fixture
async def owner_page(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The test fails if a script fails."""
    page = await browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
    complaints = watch_console(page)
    await come_in(page)
    yield page
    await page.close()
    assert not complaints, complaints


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
async def test_every_settings_page_is_accessible_and_fits(
    owner_page: Page, scheme: str, width: int
) -> None:
    await owner_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await owner_page.set_viewport_size({"width": width, "height": 844})
    for path in PAGES:
        await owner_page.goto(path)
        assert not await axe_violations(owner_page), path
        wide = await owner_page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path


@pytest.mark.timeout(180)
async def test_hours_are_changed_by_keyboard_and_lost_visits_are_seen_first(
    owner_page: Page, practice: Booking
) -> None:
    await practice.booked(starts_at=TUESDAY_9)
    await owner_page.goto(HOURS)
    opens = owner_page.get_by_label("Tuesday, row 1, from")
    await opens.focus()
    await owner_page.keyboard.type("1000AM")
    await owner_page.keyboard.press("Enter")
    notice = owner_page.get_by_role("alert").filter(has_text="Nothing is saved yet")
    await expect(notice).to_be_visible()
    await expect(notice.get_by_role("link", name="Ana López")).to_be_visible()
    await expect(opens).to_have_value("10:00")
    assert not await axe_violations(owner_page)
    save = owner_page.get_by_role("button", name="Save all the same")
    await save.focus()
    await owner_page.keyboard.press("Enter")
    await expect(owner_page.get_by_role("heading", name="Saved")).to_be_visible()
    await owner_page.goto("/time-off")
    await expect(owner_page.get_by_role("heading", name="Uncovered visits")).to_be_visible()


@pytest.mark.timeout(180)
async def test_a_break_is_added_where_one_is_without_losing_what_was_typed(
    owner_page: Page,
) -> None:
    await owner_page.goto(HOURS)
    await owner_page.get_by_label("Monday, row 1, from").fill("08:30")
    await owner_page.get_by_role("button", name="Add a break or more hours on Wednesday").click()
    await expect(owner_page.get_by_label("Wednesday, row 2, from")).to_have_value("")
    await expect(owner_page.get_by_label("Monday, row 1, from")).to_have_value("08:30")


@pytest.mark.timeout(180)
async def test_the_forms_work_without_a_script(browser: Browser, address: str) -> None:
    context = await browser.new_context(base_url=address, java_script_enabled=False)
    page = await context.new_page()
    await come_in(page)
    await page.goto("/settings/practice")
    hours = page.get_by_label("Hours before a visit until which")
    await hours.fill("soon")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#cancel_notice_hours-error")).to_contain_text("whole number")
    await expect(hours).to_have_value("soon")
    await hours.fill("36")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Saved")).to_be_visible()
    await expect(hours).to_have_value("36")
    await context.close()
