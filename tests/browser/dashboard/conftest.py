"""The desk of the integration tests, served to a real browser and signed in."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from services.dashboard.live.hints import Hints
from services.dashboard.live.hub import Hub
from shared.auth import Role
from tests.integration.dashboard.conftest import (
    PASSWORD,
    AddStaff,
    add_staff,
    app,
    booking,
    clock,
    db,
    desk,
    followup,
    ground,
    hints,
    hub,
    notify,
    password_hash,
    project,
    redis,
    settings,
)
from tests.support.browser import watch_console
from tests.support.bus import running
from tests.support.serving import serving

__all__ = [
    "add_staff",
    "app",
    "booking",
    "clock",
    "db",
    "desk",
    "followup",
    "ground",
    "hints",
    "hub",
    "notify",
    "password_hash",
    "project",
    "redis",
    "settings",
]


@pytest.fixture
async def staff_page(
    browser: Browser, app: FastAPI, add_staff: AddStaff, hints: Hints, hub: Hub
) -> AsyncIterator[Page]:
    """Today, open at a practitioner's. The test fails if a script fails."""
    await add_staff(Role.PRACTITIONER)
    async with running(hints.run, hub.run), serving(app) as address:
        page = await browser.new_page(base_url=address, viewport={"width": 1280, "height": 800})
        complaints = watch_console(page)
        await page.goto("/sign-in")
        await page.get_by_label("E-mail address").fill("desk@example.org")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.get_by_text("Live", exact=True).wait_for()
        yield page
        await page.close()
    assert not complaints, complaints
