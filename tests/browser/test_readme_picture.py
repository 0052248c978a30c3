"""The patient's page the README shows."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from services.booking.__main__ import create_app
from shared import redis
from shared.service import Ground
from shared.telemetry import Metrics
from tests.support.booking import Booking, booking
from tests.support.browser import watch_console
from tests.support.pictures import keep_picture
from tests.support.serving import serving

__all__ = ["booking"]


@pytest.fixture
async def phone(browser: Browser, booking: Booking) -> AsyncIterator[Page]:
    client = redis.connect(booking.settings.redis_url)
    ground = Ground(
        "booking", booking.settings, booking.clock, booking.db, client, Metrics("booking")
    )
    async with serving(create_app(ground, booking.settings, booking.catalogues)) as address:
        page = await browser.new_page(
            base_url=address, viewport={"width": 390, "height": 844}, device_scale_factor=2
        )
        complaints = watch_console(page)
        yield page
        await page.close()
    await client.aclose()
    assert not complaints, complaints


async def test_a_phone_shows_the_days_and_times_of_a_practitioner(
    phone: Page, booking: Booking
) -> None:
    await booking.booked()
    await phone.goto("/book/acupuncture/time?practitioner=chianni-lin")
    await expect(phone.get_by_role("heading", name="When would you like to come?")).to_be_visible()
    await phone.get_by_role("link", name="Thursday, January 14").click()
    await expect(phone.get_by_role("button", name="9:00 AM")).to_be_visible()
    await keep_picture(phone, "booking.png")
