"""The desk by keyboard alone."""

import re

from playwright.async_api import Page, expect

from tests.browser.dashboard.practice_day import events
from tests.integration.dashboard.conftest import Project
from tests.support.axe import axe_violations


async def test_keys_find_a_patient_the_next_text_and_the_oldest_alert(
    staff_page: Page, project: Project
) -> None:
    await project(*events())
    await staff_page.goto("/alerts")
    await staff_page.keyboard.press("/")
    search = staff_page.get_by_label("Find a patient by name or phone")
    await expect(search).to_be_focused()
    await staff_page.keyboard.type("not?")
    await expect(search).to_have_value("not?")
    await expect(staff_page.get_by_role("dialog", name="Keyboard")).to_be_hidden()
    await staff_page.locator("main").focus()
    await staff_page.keyboard.press("a")
    await expect(staff_page.get_by_role("button", name=re.compile("I am on it"))).to_be_focused()
    await staff_page.keyboard.press("n")
    await staff_page.wait_for_url(re.compile("/inbox"))
    first = staff_page.locator(".thread-waiting .person").first
    await expect(first).to_be_focused()
    await staff_page.keyboard.press("n")
    await expect(staff_page.locator(".thread-waiting .person").nth(1)).to_be_focused()
    await staff_page.keyboard.press("t")
    await staff_page.wait_for_url(re.compile(r"/$"))


async def test_the_keys_are_explained_and_can_be_turned_off(staff_page: Page) -> None:
    await staff_page.keyboard.press("?")
    keys = staff_page.get_by_role("dialog", name="Keyboard")
    await expect(keys).to_be_visible()
    assert await axe_violations(staff_page) == []
    await keys.get_by_label("Use these keys in this browser").uncheck()
    await staff_page.keyboard.press("Escape")
    await expect(keys).to_be_hidden()
    await staff_page.keyboard.press("/")
    await expect(staff_page.get_by_label("Find a patient by name or phone")).not_to_be_focused()
    await staff_page.keyboard.press("?")
    await expect(keys.get_by_label("Use these keys in this browser")).not_to_be_checked()
