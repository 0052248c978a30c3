"""A member of staff at a browser: signing in, coming back to a locked page, reading the day."""

import re
from dataclasses import dataclass, field
from datetime import date

import pyotp
from playwright.async_api import Browser, Locator, Page, expect

from shared.clock import Clock
from tests.support.browser import watch_console

SHOWS_WITHIN_MS = 30_000
LIVE = "Live"


@dataclass
class Desk:
    """`authenticator` makes the codes, once there is a second factor."""

    page: Page
    email: str
    password: str
    clock: Clock
    authenticator: str = ""
    complaints: list[str] = field(default_factory=list)

    async def sign_in(self) -> None:
        page = self.page
        await page.goto("/sign-in")
        await page.get_by_label("E-mail address").fill(self.email)
        await page.get_by_label("Password").fill(self.password)
        await page.get_by_role("button", name="Sign in").click()
        if self.authenticator:
            await page.locator("#code").fill(self.code())
            await page.get_by_role("button", name="Sign in").click()

    def code(self) -> str:
        return pyotp.TOTP(self.authenticator).at(self.clock.now())

    async def choose_password(self, password: str) -> None:
        """In place of the one that was handed over."""
        await self.page.get_by_label("New password", exact=True).fill(password)
        await self.page.get_by_label("New password again").fill(password)
        await self.page.get_by_role("button", name="Keep this password").click()
        self.password = password

    async def set_up_second_factor(self) -> None:
        page = self.page
        await page.goto("/account")
        await page.locator("#factor_password").fill(self.password)
        await page.get_by_role("button", name="Set it up").click()
        self.authenticator = str(await page.locator("code.secret").text_content())
        await page.locator("#code").fill(self.code())
        await page.get_by_role("button", name="Turn it on").click()
        await expect(page.get_by_role("heading", name="recovery codes")).to_be_visible()

    async def sign_out(self) -> None:
        await self.page.get_by_role("button", name="Sign out").click()
        await expect(self.page).to_have_url(re.compile("/sign-in$"))

    async def look_at(self, path: str) -> None:
        """A page that hears what happens from now on."""
        await self.page.goto(path)
        await self.come_back()
        await expect(self.page.get_by_text(LIVE, exact=True)).to_be_visible(timeout=SHOWS_WITHIN_MS)

    async def come_back(self) -> None:
        """Type the password again where nobody has touched the page for a while."""
        lock = self.page.locator("#lock")
        if await lock.is_visible():
            await self.page.get_by_label("Password of").fill(self.password)
            await self.page.get_by_role("button", name="Open again").click()
            await expect(lock).to_be_hidden()
        elif "/sign-in" in self.page.url:
            await self.sign_in()

    def visit(self, name: str) -> Locator:
        """Its line on Today."""
        return self.page.locator("li.visit", has_text=name)

    async def shows(self, name: str, words: str) -> None:
        await expect(self.visit(name)).to_contain_text(words, timeout=SHOWS_WITHIN_MS)

    async def stands(self, name: str, status: str) -> None:
        """Buttons bear the names of what they lead to, so only the badge tells."""
        badge = self.visit(name).locator(".visit-signs .badge").first
        await expect(badge).to_have_text(status, timeout=SHOWS_WITHIN_MS)

    async def press(self, name: str, button: str) -> None:
        await self.visit(name).get_by_role("button", name=re.compile(f"^{button}")).click()

    async def panel_says(self, words: str) -> None:
        await expect(self.page.locator("#panels")).to_contain_text(words, timeout=SHOWS_WITHIN_MS)


async def open_desk(
    browser: Browser, address: str, email: str, password: str, clock: Clock
) -> Desk:
    context = await browser.new_context(
        base_url=address, viewport={"width": 1280, "height": 1700}, locale="en-US"
    )
    page = await context.new_page()
    page.set_default_timeout(SHOWS_WITHIN_MS)
    return Desk(page, email, password, clock, complaints=watch_console(page))


def day_path(day: date) -> str:
    return f"/?day={day}"
