"""The phone simulator's page: read a text, answer it, move time, break the carrier."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from shared.clock import SettableClock
from tests.support.axe import axe_violations
from tests.support.phones import RunningPhones, running_phones
from tests.support.webhooks import webhook_receiver

ANA, BEN, CARLA = "+13105550142", "+13105550177", "+13105550188"
EVENING = datetime(2027, 3, 10, 2, 30, tzinfo=UTC)  # Tue 6:30 PM in Los Angeles


@pytest.fixture
async def phones(tmp_path: Path) -> AsyncIterator[RunningPhones]:
    clock = SettableClock(EVENING)
    async with (
        webhook_receiver() as clinic,
        running_phones(tmp_path, clock, inbound_webhook_url=clinic.base_url) as running,
    ):
        yield running


async def text(phones: RunningPhones, to: str, body: str) -> None:
    settings = phones.settings
    await phones.http.post(
        f"/2010-04-01/Accounts/{settings.account_sid}/Messages.json",
        auth=(settings.account_sid, settings.auth_token),
        data={"To": to, "From": settings.number, "Body": body},
    )


async def fill_phones(phones: RunningPhones) -> None:
    """Every kind of text and state the page can show."""
    await phones.http.post("/api/phones", json={"number": ANA, "name": "Ana Reyes"})
    await text(phones, ANA, "See you tomorrow: https://clinic.example/v/1")
    await phones.reply(ANA, "C")
    await phones.reply(ANA, "", pictures=1)
    await phones.reply(BEN, "STOP")
    await text(phones, BEN, "Never arrives")
    await phones.order_fault("undelivered", to=CARLA, error_code=30005)
    await text(phones, CARLA, "Más tarde")
    await phones.order_fault("500_after", times=None)
    await phones.wait_for_text(CARLA, lambda sent: sent["status"] == "undelivered")
    await phones.wait_for_text(ANA, lambda sent: sent["status"] == "delivered")


async def open_page(page: Page, phones: RunningPhones) -> None:
    await page.goto(phones.base_url)
    await expect(page.locator("[data-link-label]")).to_have_text("Live")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_the_page_is_accessible_and_never_scrolls_sideways(
    page: Page, phones: RunningPhones, scheme: Literal["light", "dark"], width: int
) -> None:
    await fill_phones(phones)
    await page.set_viewport_size({"width": width, "height": 844})
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    await open_page(page, phones)
    assert await axe_violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_a_text_comes_in_live_and_is_answered_with_the_keyboard(
    page: Page, phones: RunningPhones
) -> None:
    await open_page(page, phones)
    await expect(page.get_by_text("No phone yet")).to_be_visible()
    await text(phones, ANA, "Coming at https://clinic.example/v/1?")
    thread = page.get_by_role("log", name="(310) 555-0142")
    await expect(thread.get_by_role("link")).to_have_attribute("href", "https://clinic.example/v/1")
    await expect(thread).to_contain_text("Delivered")
    await expect(thread).to_contain_text("1 segment")
    await page.get_by_label("Text to the clinic").fill("Yes, I am")
    await page.keyboard.press("Enter")
    await expect(thread.locator(".mine")).to_contain_text("Yes, I am")
    await expect(thread.locator(".mine")).to_contain_text("Reached the clinic")
    await expect(page.get_by_label("Text to the clinic")).to_have_value("")


async def test_stop_marks_the_phone_and_shows_what_it_no_longer_gets(
    page: Page, phones: RunningPhones
) -> None:
    await phones.reply(ANA, "Hello")
    await open_page(page, phones)
    await page.get_by_role("button", name="STOP").click()
    await expect(page.get_by_text("Opted out", exact=True)).to_be_visible()
    await expect(page.get_by_role("log")).to_contain_text("You have successfully been unsubscribed")
    await text(phones, ANA, "Never arrives")
    await expect(page.get_by_role("log")).to_contain_text("Blocked: this phone opted out (21610)")


async def test_time_is_moved_from_the_page(page: Page, phones: RunningPhones) -> None:
    await open_page(page, phones)
    clock, day = page.locator("[data-clock]"), page.locator("[data-clock-day]")
    await expect(clock).to_have_text("6:30 PM")
    await page.get_by_role("button", name="+1 hour").click()
    await expect(clock).to_have_text("7:30 PM")
    await page.get_by_role("button", name="Next 9:00").click()
    await expect(clock).to_have_text("9:00 AM")
    await expect(day).to_have_text("Wednesday, March 10, 2027")
    await page.get_by_text("Other").click()
    await page.get_by_label("Forward by").fill("2")
    await page.get_by_label("Unit").select_option("weeks")
    await page.get_by_role("button", name="Go").click()
    await expect(day).to_have_text("Wednesday, March 24, 2027")


async def test_a_phone_is_added_and_a_fault_ordered_for_it(
    page: Page, phones: RunningPhones
) -> None:
    await open_page(page, phones)
    await page.get_by_role("textbox", name="Number").fill("(310) 555-0142")
    await page.get_by_label("Name").fill("Ana Reyes")
    await page.get_by_role("button", name="Add phone").click()
    await expect(page.get_by_role("heading", name="Ana Reyes")).to_be_visible()
    await page.get_by_label("What goes wrong").select_option("Undelivered")
    await page.get_by_label("Because").select_option("30005")
    await page.locator("select[name=to]").select_option("Ana Reyes")
    await page.get_by_role("button", name="Order it").click()
    await expect(page.locator(".orders")).to_contain_text("Undelivered")
    await text(phones, ANA, "Hello")
    await expect(page.get_by_role("log")).to_contain_text("Unknown destination handset (30005)")
    await expect(page.get_by_text("The carrier behaves.")).to_be_visible()


async def test_a_number_that_cannot_be_is_explained(page: Page, phones: RunningPhones) -> None:
    await open_page(page, phones)
    await page.get_by_role("textbox", name="Number").fill("12")
    await page.get_by_role("button", name="Add phone").click()
    await expect(page.get_by_role("alert")).to_contain_text("That did not work")
