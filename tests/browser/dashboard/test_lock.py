"""An idle desk locks, and what was typed is still there afterwards."""

import re
from datetime import timedelta

from playwright.async_api import Page, expect

from services.dashboard.settings import DashboardSettings
from shared.clock import SettableClock
from tests.browser.dashboard.practice_day import BEA, events
from tests.integration.dashboard.conftest import PASSWORD, Project
from tests.support.axe import axe_violations

HALF_WRITTEN = "We can see you at 3 PM if"


async def test_an_idle_page_hides_behind_the_password_and_keeps_what_was_typed(
    staff_page: Page, project: Project, clock: SettableClock, settings: DashboardSettings
) -> None:
    await project(*events())
    await staff_page.clock.install()
    await staff_page.goto(f"/patients/{BEA}")
    box = staff_page.get_by_role("textbox", name="Text to the patient")
    await box.fill(HALF_WRITTEN)
    idle = timedelta(minutes=settings.session_idle_minutes, seconds=30)
    clock.advance(idle)
    await staff_page.clock.fast_forward(int(idle.total_seconds()) * 1000)
    await staff_page.clock.run_for(20_000)
    lock = staff_page.get_by_role("dialog", name="Locked")
    await expect(lock).to_be_visible()
    await expect(staff_page.get_by_role("heading", name="Bea Moreno")).to_be_hidden()
    await staff_page.clock.resume()
    assert await axe_violations(staff_page) == []
    await staff_page.keyboard.press("Escape")
    await expect(lock).to_be_visible()
    await lock.get_by_label(re.compile("Password")).fill("guess")
    await lock.get_by_role("button", name="Open again").click()
    await expect(lock.get_by_text("This is not the password")).to_be_visible()
    await lock.get_by_label(re.compile("Password")).fill(PASSWORD)
    await lock.get_by_role("button", name="Open again").click()
    await expect(lock).to_be_hidden()
    await expect(box).to_have_value(HALF_WRITTEN)
    await expect(staff_page.get_by_role("heading", name="Bea Moreno")).to_be_visible()
