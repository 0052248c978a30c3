"""Every page there is, as the owner sees it: axe in light and dark, on a phone, tablet and desk."""

import re
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from services.dashboard.live.hints import Hints
from services.dashboard.live.hub import Hub
from shared.auth import Role
from tests.browser.dashboard import practice_day
from tests.browser.dashboard.practice_day import BEA
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.sheets import course_sheet
from tests.integration.dashboard.test_booking import CATALOGUE, OFF
from tests.integration.dashboard.test_courses import PLAN
from tests.integration.dashboard.test_packages import PACKAGE
from tests.integration.dashboard.test_privacy import HELD
from tests.integration.dashboard.test_talk import CANNED, a_talk
from tests.support.axe import axe_violations
from tests.support.browser import watch_console
from tests.support.bus import running
from tests.support.roles import ID, entries
from tests.support.serving import serving

pytestmark = pytest.mark.timeout(900)
SIZES = ((390, 844), (820, 1180), (1280, 800))
# Parts of pages, files, and what goes on for ever.
NO_PAGE = re.compile(r"^/(parts/|live$|presence$)|\.csv$")
PAGES = sorted(
    {
        re.sub(f"/(patients|inbox)/{ID}", rf"/\1/{BEA}", entry.address)
        for entry in entries("dashboard")
        if entry.method == "GET" and not NO_PAGE.search(entry.path)
    }
)


@pytest.fixture
async def owner_page(
    browser: Browser,
    app: FastAPI,
    add_staff: AddStaff,
    hints: Hints,
    hub: Hub,
    booking: FakeOwner,
    notify: FakeOwner,
    followup: FakeOwner,
) -> AsyncIterator[Page]:
    """The owner's, with services that show something. The test fails if a script fails, or if a
    page breaks its own content policy.
    """
    booking.shows |= CATALOGUE | {
        "time-off": [OFF],
        "uncovered": [],
        f"patients/{BEA}/packages": [PACKAGE],
        f"patients/{BEA}/care-plans": [PLAN],
        f"patients/{BEA}/hold": HELD,
    }
    notify.shows |= {f"threads/{BEA}": a_talk(), "canned-answers": CANNED}
    followup.shows[f"patients/{BEA}/complaints/{ID}/sheet"] = course_sheet()
    await add_staff(Role.OWNER)
    async with running(hints.run, hub.run), serving(app) as address:
        page = await browser.new_page(base_url=address)
        page.set_default_timeout(60_000)
        complaints = watch_console(page)
        await page.goto("/sign-in")
        await page.get_by_label("E-mail address").fill("desk@example.org")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.get_by_text("Live", exact=True).wait_for()
        yield page
        await page.close()
    assert not complaints, complaints


@pytest.mark.parametrize("filled", [True, False], ids=["a full day", "an empty installation"])
async def test_every_page_is_open_to_everybody_and_fits_every_screen(
    owner_page: Page, project: Project, filled: bool
) -> None:
    if filled:
        await project(*practice_day.events())
    found = {}
    for address in PAGES:
        await owner_page.goto(address)
        if jars := await _what_jars(owner_page):
            found[address] = jars
    assert found == {}


async def _what_jars(page: Page) -> list[str]:
    found = []
    for width, height in SIZES:
        await page.set_viewport_size({"width": width, "height": height})
        wide = await page.evaluate("() => document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{width}: {wide} wide")
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found += [f"{scheme}: {broken}" for broken in await axe_violations(page)]
    await page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    return found + [f"phone: {broken}" for broken in await axe_violations(page)]
