"""Joining the waitlist in a real browser, narrow, by keyboard, and open to everybody."""

import pytest
from playwright.async_api import Page, Route, expect

from tests.support.axe import axe_violations
from tests.support.booking import Booking
from tests.support.waiting import staff_get

SITE = "https://book.example"


@pytest.fixture
async def site(booking: Booking, page: Page) -> Page:
    """The booking pages at 320 px, answered by the service itself."""

    async def answer(route: Route) -> None:
        asked = route.request
        answered = await booking.http.request(
            asked.method, asked.url, content=asked.post_data_buffer, headers=asked.headers
        )
        await route.fulfill(
            status=answered.status_code, headers=dict(answered.headers), body=answered.content
        )

    await page.set_viewport_size({"width": 320, "height": 720})
    await page.route(f"{SITE}/**", answer)
    return page


async def test_a_patient_joins_by_keyboard_at_320_px_and_axe_finds_nothing(
    booking: Booking, site: Page
) -> None:
    await site.goto(f"{SITE}/book/acupuncture/time?practitioner=chianni-lin")
    assert await axe_violations(site) == []
    link = site.get_by_role("link", name="Tell me when a time frees up")
    await link.focus()
    await site.keyboard.press("Enter")
    await expect(site.get_by_role("heading", level=1)).to_have_text("Tell me when a time frees up")
    assert await axe_violations(site) == []
    await site.get_by_label("Full name").fill("Bo Chen")
    await site.keyboard.press("Tab")
    await site.keyboard.type("310-555-0200")
    await site.keyboard.press("Enter")
    await expect(site.get_by_role("alert")).to_contain_text("Agree to texts")
    assert await axe_violations(site) == []
    box = site.get_by_label("Text me about my visits")
    await box.focus()
    await site.keyboard.press("Space")
    await site.keyboard.press("Enter")
    await expect(site.get_by_role("heading", level=1)).to_have_text("You are on the list")
    assert await axe_violations(site) == []
    overflow = await site.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0
    [entry] = await staff_get(booking, "/waitlist")
    assert entry["patient_name"] == "Bo Chen"
