"""The first day of an installation, by click: taken, set up, booked into; and the demo practice."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page, expect

from services.booking.__main__ import MIGRATIONS
from services.dashboard import commands
from services.dashboard.live.hints import Hints
from services.dashboard.live.hub import Hub
from shared.auth import Role
from shared.migrate import migrate
from shared.service import Ground
from tests.browser.dashboard.test_practice_settings import come_in
from tests.integration.dashboard.conftest import AddStaff, FakeOwner
from tests.integration.dashboard.settings_shown import ANSWER_ID, FOLLOWUP, NOTIFY
from tests.support.booking import Booking, started
from tests.support.browser import watch_console
from tests.support.bus import running
from tests.support.practice_desk import desk
from tests.support.servers import DatabaseFactory
from tests.support.serving import serving

__all__ = ["desk"]

# Two databases, two services and some forty pages.
pytestmark = pytest.mark.timeout(300)
SHOWS_WITHIN_MS = 15_000


@pytest.fixture
async def practice(database_factory: DatabaseFactory, valkey_url: str) -> AsyncIterator[Booking]:
    """Booking as it is installed: there is no practice yet."""

    def empty(dsn: str) -> None:
        migrate(dsn, MIGRATIONS)

    dsn = await asyncio.to_thread(database_factory, "booking_without_practice", empty)
    async with started(dsn, valkey_url) as installed:
        yield installed


@pytest.fixture(autouse=True)
def neighbours(notify: FakeOwner, followup: FakeOwner) -> None:
    delivered = {"text_id": ANSWER_ID, "state": "delivered", "settled": True, "segments": 1}
    test = {**delivered, "error_code": None, "steps": []}
    notify.shows |= {**NOTIFY, f"test-texts/{ANSWER_ID}": test}
    followup.shows.update(FOLLOWUP)


@pytest.fixture
async def visitor_page(
    browser: Browser, app: FastAPI, hints: Hints, hub: Hub
) -> AsyncIterator[Page]:
    """A browser that has never been here. The test fails if a script fails."""
    async with running(hints.run, hub.run), serving(app) as address:
        page = await browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
        complaints = watch_console(page)
        yield page
        await page.close()
    assert not complaints, complaints


async def go_on(page: Page, button: str, heading: str) -> None:
    await page.get_by_role("button", name=button).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        heading, timeout=SHOWS_WITHIN_MS
    )


async def take_the_installation(page: Page, ground: Ground) -> None:
    secret = await commands.setup_secret(ground, [])
    await page.goto("/")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Meridian")
    await page.get_by_label("Setup secret").fill(secret)
    await page.get_by_label("Your name").fill("Dr. Harbor")
    await page.get_by_label("Your e-mail address").fill("owner@harbor.example")
    await page.get_by_label("A password").fill("four words of some length")
    await go_on(page, "Make the account", "First steps")


async def set_up_the_practice(page: Page) -> None:
    await page.get_by_role("link", name="Begin").click()
    await page.get_by_label("Name of the practice").fill("Harbor Pain Clinic")
    await page.get_by_label("Name in texts").fill("Harbor Clinic")
    await page.get_by_label("Phone that patients call").fill("310-555-0100")
    await page.get_by_label("Address").fill("1 Harbor Street")
    await page.get_by_label("Treatment rooms").fill("2")
    await page.get_by_role("button", name="Save and go on").click()
    await expect(page.get_by_label("Who gives treatments")).to_have_value("Dr. Harbor")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        await page.get_by_label(day).fill("9:00-12:30, 13:30-18:00")
    await page.get_by_role("button", name="Save and go on").click()
    await page.get_by_label("What it is called").fill("First visit")
    await page.get_by_label("How long").select_option("60")
    await page.get_by_role("radio", name="No").check()
    await page.get_by_role("button", name="Save and open the booking page").click()


async def send_the_test_text(page: Page, notify: FakeOwner) -> None:
    await page.get_by_role("button", name="Go on").click()
    notify.answers = {"text_id": ANSWER_ID}
    await page.get_by_label("Your mobile number").fill("310-555-0177")
    await go_on(page, "Send the test", "Test text")
    await expect(page.get_by_text("Texting works, out and back")).to_be_visible()
    assert [path for path, _, _ in notify.asked][-1] == "test-texts"


async def book_the_first_visit(page: Page) -> None:
    await page.get_by_role("link", name="First visit").click()
    await page.get_by_role("button", name=re.compile(r"^\d+:\d\d [AP]M")).first.click()
    await page.get_by_label("Full name of the patient").fill("Ana López")
    await page.get_by_label("Mobile number").fill("310-555-0142")
    await go_on(page, "Continue", "What brings you?")
    await page.get_by_text("Low back pain", exact=True).click()
    await page.get_by_role("button", name="Continue").click()
    await page.get_by_role("button", name="Book this visit").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        "You are booked", timeout=SHOWS_WITHIN_MS
    )


async def test_an_empty_installation_is_taken_set_up_and_books_its_first_visit(
    visitor_page: Page, browser: Browser, practice: Booking, ground: Ground, notify: FakeOwner
) -> None:
    await take_the_installation(visitor_page, ground)
    await set_up_the_practice(visitor_page)
    await expect(visitor_page.get_by_text("Harbor Clinic").first).to_be_visible()
    await send_the_test_text(visitor_page, notify)
    async with serving(practice.app) as address:
        phone = await browser.new_page(base_url=address, viewport={"width": 390, "height": 844})
        await phone.goto("/")
        await book_the_first_visit(phone)
        await phone.close()
    assert await practice.count("appointment") == 1
    await visitor_page.goto("/settings/first-steps")
    await expect(visitor_page.get_by_role("heading", name="All done")).to_be_visible()


async def test_the_demo_practice_is_loaded_and_removed_with_a_click_each(
    visitor_page: Page, practice: Booking, add_staff: AddStaff
) -> None:
    await add_staff(Role.OWNER)
    await come_in(visitor_page)
    await visitor_page.goto("/settings/demo")
    await visitor_page.get_by_role("button", name="Load the demo practice").click()
    banner = visitor_page.get_by_text("Demo practice:", exact=True)
    await expect(banner).to_be_visible(timeout=SHOWS_WITHIN_MS)
    await expect(visitor_page.get_by_text("Lin Center").first).to_be_visible()
    await practice.booked()
    remove = visitor_page.get_by_role("button", name="Remove the demo practice")
    await remove.click()
    await expect(visitor_page.get_by_text("Say that all of it may go.").first).to_be_visible()
    assert await practice.count("patient") == 1
    await visitor_page.get_by_label("All of it may go").check()
    await remove.click()
    load = visitor_page.get_by_role("button", name="Load the demo practice")
    await expect(load).to_be_visible(timeout=SHOWS_WITHIN_MS)
    await expect(banner).to_have_count(0)
    for table in ("practice", "patient", "appointment"):
        assert await practice.count(table) == 0
