"""Chromium for tests: fixtures to import in a conftest, all on the test's own event loop."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Playwright, async_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=_executable(playwright), args=FLAGS
        )
        yield chromium
        await chromium.close()


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A phone-sized page. The test fails if a script fails or the content policy is broken."""
    page = await browser.new_page(viewport={"width": 390, "height": 844})
    complaints = watch_console(page)
    yield page
    assert not complaints, complaints


def watch_console(page: Page) -> list[str]:
    """A list that fills with the page's errors, except answers such as a 422 that a test asks for."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints


def _executable(playwright: Playwright) -> str:
    installed = next(filter(None, map(shutil.which, NAMES)), playwright.chromium.executable_path)
    if not Path(installed).exists():
        pytest.skip("browser tests need Chromium, which is not installed")
    return installed
