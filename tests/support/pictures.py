"""The README's pictures, taken by the tests that open those pages."""

import os
from pathlib import Path

from playwright.async_api import Page

IMAGES = Path(__file__).parents[2] / "docs" / "images"
WRITE = "MERIDIAN_WRITE_PICTURES"


async def keep_picture(page: Page, name: str) -> None:
    """Written only when asked for: a test run leaves the repository alone."""
    if os.environ.get(WRITE):
        await page.evaluate("() => document.fonts.ready")
        await page.screenshot(path=IMAGES / name, animations="disabled")
