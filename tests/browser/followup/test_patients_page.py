"""The patient's own page in a real browser: on a narrow phone, in three languages, on paper."""

from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser.followup.conftest import sent_code
from tests.integration.followup.worlds import World
from tests.support.axe import axe_violations

LANGUAGES = {"en": "How you are doing", "es": "Cómo le va", "zh": "您的情况"}


async def open_numbers(page: Page, door: str, world: World, language: str = "en") -> None:
    await page.goto(f"{door}?lang={language}")
    await page.locator("main form button").click()
    await page.get_by_role("textbox").fill(await sent_code(world))
    await page.locator("form[action$=open] button").click()
    await page.wait_for_url("**/numbers")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_is_accessible_and_fits_a_narrow_phone(
    page: Page, patients_page: str, world: World, language: str
) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(f"{patients_page}?lang={language}")
    assert await axe_violations(page) == []
    await page.locator("main form button").click()
    assert await axe_violations(page) == []
    await page.get_by_role("textbox").fill("000000")
    await page.locator("form[action$=open] button").click()
    assert await axe_violations(page) == []
    await open_numbers(page, patients_page, world, language)
    assert await page.locator("h1").inner_text() == LANGUAGES[language]
    await page.evaluate(
        "document.querySelectorAll('details').forEach(each => { each.open = true })"
    )
    assert await axe_violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320


async def test_on_paper_the_line_and_every_number_are_there(
    page: Page, patients_page: str, world: World, tmp_path: Path
) -> None:
    await open_numbers(page, patients_page, world)
    await page.emulate_media(media="print")
    assert await page.locator(".progress-line svg[role=img]").first.is_visible()
    assert await page.get_by_text("about 4 or 5").is_visible()
    assert await page.get_by_text("Between two numbers").is_visible()
    assert not await page.locator("form button").first.is_visible()
    pdf = await page.pdf(path=tmp_path / "numbers.pdf", format="Letter")
    assert pdf.startswith(b"%PDF")


async def test_a_missed_answer_is_a_gap_in_the_line_and_never_a_0(
    page: Page, patients_page: str, world: World
) -> None:
    await open_numbers(page, patients_page, world)
    first = page.locator(".progress-line").first
    assert await first.locator("polyline").count() > 1
    assert "no answer" in (await page.locator("main").text_content() or "")
