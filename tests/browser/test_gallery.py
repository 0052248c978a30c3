"""Every shared component in a real browser: accessible, within the content policy, alive."""

from collections.abc import AsyncIterator
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, Request, Route, expect

from shared.web.gallery.app import create_app
from tests.support.axe import axe_violations
from tests.support.browser import watch_console
from tests.support.serving import serving

PAGES = ["/", "/?errors=true", "/staff", "/error/404", "/?lang=es", "/?lang=zh"]


@pytest.fixture
async def gallery() -> AsyncIterator[str]:
    async with serving(create_app(stream_seconds=0.2)) as address:
        yield address


@pytest.fixture
async def still_gallery() -> AsyncIterator[str]:
    async with serving(create_app(stream_seconds=3600)) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_component_is_accessible_in_light_and_dark(
    still_gallery: str, page: Page, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    for path in PAGES:
        await page.goto(still_gallery + path)
        assert await axe_violations(page) == [], path


async def test_axe_finds_a_field_without_a_label(still_gallery: str, page: Page) -> None:
    await page.goto(still_gallery)
    await page.evaluate("document.querySelector('label[for=phone]').remove()")
    assert any(line.startswith("label:") for line in await axe_violations(page))


@pytest.mark.parametrize("width", [320, 390, 640, 1280])
async def test_no_page_scrolls_sideways(still_gallery: str, page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        await page.goto(still_gallery + path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path


async def test_targets_are_44_pixels_high_on_the_smallest_phone(
    still_gallery: str, page: Page
) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.goto(still_gallery)
    targets = "button, .button, .input, .choice, .slot, .scale-point, .languages a, .back, .call"
    small = await page.locator(targets).evaluate_all(
        """all => all.map(target => [target, target.getBoundingClientRect()])
                  .filter(([, box]) => box.height && (box.height < 44 || box.width < 36))
                  .map(([target, box]) => `${target.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""
    )
    assert small == []


async def test_an_inline_script_is_refused(still_gallery: str, browser: Browser) -> None:
    page = await browser.new_page()
    complaints = watch_console(page)
    await page.goto(still_gallery)
    await page.evaluate(
        """() => { const script = document.createElement("script");
                   script.textContent = "window.intruder = true"; document.body.append(script); }"""
    )
    assert await page.evaluate("window.intruder") is None
    assert any("Content Security Policy" in complaint for complaint in complaints)


async def test_the_error_summary_takes_the_focus_and_leads_to_the_field(
    still_gallery: str, page: Page
) -> None:
    await page.goto(f"{still_gallery}/?errors=true")
    await expect(page.locator(".error-summary")).to_be_focused()
    assert (await page.title()).startswith("Error:")
    for link in ("Choose a number from 0 to 10", "Choose a time", "Enter your first name"):
        await page.get_by_role("link", name=link).click()
        field = page.locator(":focus")
        described = await field.evaluate(
            "field => (field.closest('fieldset') ?? field).getAttribute('aria-describedby')"
        )
        await expect(page.locator(f"#{described.split()[-1]}")).to_contain_text(link)


async def test_the_pain_scale_is_chosen_by_keyboard_and_without_scripts(
    still_gallery: str, browser: Browser
) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(still_gallery)
    await page.get_by_role("radio", name="7", exact=True).focus()
    for _ in range(3):
        await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("radio", name="10 = worst pain imaginable")).to_be_checked()


async def test_a_dialog_opens_traps_the_focus_and_closes(still_gallery: str, page: Page) -> None:
    await page.goto(still_gallery)
    await page.get_by_role("link", name="Cancel my visit").click()
    dialog = page.get_by_role("dialog", name="Cancel this visit?")
    await expect(dialog).to_be_visible()
    assert await axe_violations(page) == []
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


async def test_a_toast_stays_until_it_is_dismissed(still_gallery: str, page: Page) -> None:
    await page.goto(still_gallery)
    toast = page.locator(".toast")
    await toast.get_by_role("button", name="Close").click()
    await expect(toast).to_have_count(0)


async def test_an_impatient_second_tap_sends_the_form_once(still_gallery: str, page: Page) -> None:
    await page.goto(still_gallery)
    refused = await page.get_by_role("button", name="Continue").evaluate(
        """button => {
          const refused = [];
          window.addEventListener("submit", (event) => {
            refused.push(event.defaultPrevented);
            event.preventDefault();
          });
          button.form.requestSubmit(button);
          button.form.requestSubmit(button);
          return refused;
        }"""
    )
    assert refused == [False, True]


async def test_the_whole_patient_page_is_under_100_kilobytes(
    still_gallery: str, page: Page
) -> None:
    loaded: list[Request] = []
    page.on("requestfinished", lambda request: loaded.append(request))
    await page.goto(still_gallery, wait_until="networkidle")
    addresses = [request.url for request in loaded if request.url.startswith("http")]
    sizes = [(await request.sizes())["responseBodySize"] for request in loaded]
    assert len(addresses) == 3, addresses
    assert sum(sizes) < 100_000


COLOURED = """canvas => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let inked = 0;
  for (let i = 3; i < data.length; i += 4) inked += data[i] > 0;
  return inked;
}"""


async def test_the_pain_chart_is_drawn_and_drawn_again_after_a_swap(
    still_gallery: str, page: Page
) -> None:
    await page.goto(f"{still_gallery}/staff")
    canvas = page.locator("#chart canvas")
    await expect(canvas).to_have_count(1)
    assert await canvas.evaluate(COLOURED) > 1000
    await canvas.evaluate("canvas => canvas.dataset.old = 'yes'")
    await page.get_by_role("button", name="Load again").click()
    await expect(page.locator("#chart canvas:not([data-old])")).to_have_count(1)
    assert await canvas.evaluate(COLOURED) > 1000
    await expect(page.locator("#chart table")).to_contain_text("no answer")


async def test_a_dropped_stream_says_so_and_resumes_after_the_last_event(
    gallery: str, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.goto(f"{gallery}/staff")
    sign, count = page.locator("[data-live]"), page.locator("#count")
    await expect(sign).to_have_text("Live")
    await expect(sign).to_have_text("Reconnecting…")
    await expect(count).to_have_text("3")
    await expect(sign).to_have_text("Live")


async def test_a_stream_refused_for_a_while_resumes_after_the_last_event(
    gallery: str, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.goto(f"{gallery}/staff")
    await expect(page.locator("#count")).to_have_text("1")
    asked: list[str] = []

    async def refuse_once(route: Route) -> None:
        asked.append(route.request.url)
        await (route.fulfill(status=503) if len(asked) == 1 else route.continue_())

    await page.route("**/live*", refuse_once)
    await expect(page.locator("#count")).not_to_have_text("1")
    assert "last_event_id=" in asked[1]
    assert int(await page.locator("#count").inner_text()) >= 2
