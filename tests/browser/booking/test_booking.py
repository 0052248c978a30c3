"""Booking in a real browser: by keyboard alone, without JavaScript, on a narrow phone, in Spanish."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.axe import axe_violations
from tests.support.booking import Booking, prepare, started
from tests.support.browser import watch_console
from tests.support.servers import DatabaseFactory
from tests.support.serving import serving

# What a returning patient sees up to the booking, the list of treatments included.
MOST_SCREENS = 6


@pytest.fixture
async def address(booking: Booking) -> AsyncIterator[str]:
    async with serving(booking.app) as address:
        yield address


async def accessible(page: Page) -> None:
    assert await axe_violations(page) == []
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"


async def tab_to(page: Page, label: str | re.Pattern[str]) -> None:
    """By the Tab key alone, to the link, button or field of that name."""
    for _ in range(120):
        await page.keyboard.press("Tab")
        focused = page.locator("*:focus")
        named = await focused.evaluate(
            "e => (e.labels?.[0] ?? e).innerText?.trim() || e.getAttribute('aria-label') || ''"
        )
        if re.search(label, named):
            return
    raise AssertionError(f"nothing called {label} was reached by keyboard")


async def open_by_keyboard(page: Page, label: str | re.Pattern[str]) -> None:
    await tab_to(page, label)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def choose_by_keyboard(page: Page, label: str) -> None:
    await tab_to(page, label)
    await page.keyboard.press("Space")


async def test_a_returning_patient_books_by_keyboard_in_six_screens(
    page: Page, address: str, booking: Booking
) -> None:
    screens = ["Book a visit"]
    await page.goto(address)

    async def see(title: str) -> None:
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        screens.append(title)
        await accessible(page)

    await accessible(page)
    await tab_to(page, "Been here before")
    await page.keyboard.press("Enter")
    await open_by_keyboard(page, "Acupuncture, follow-up")
    await see("Who would you like to see?")
    await open_by_keyboard(page, "Whoever is free first")
    await see("When would you like to come?")
    await open_by_keyboard(page, r"^1:\d\d PM|^2:\d\d PM")
    await see("Who is coming?")
    await tab_to(page, "Full name of the patient")
    await page.keyboard.type("Ana López")
    await tab_to(page, "Mobile number")
    await page.keyboard.type("310-555-0142")
    await open_by_keyboard(page, "Continue")
    await see("What brings you?")
    await tab_to(page, "Lower back pain")
    await page.keyboard.press("Space")
    await open_by_keyboard(page, "Continue")
    await see("Is it safe for you?")
    assert len(screens) <= MOST_SCREENS
    await open_by_keyboard(page, "Book this visit")
    await see("You are booked")
    assert await booking.count("appointment") == 1


async def test_a_new_patient_books_and_tells_without_javascript_in_spanish_at_320_pixels(
    browser: Browser, address: str, booking: Booking
) -> None:
    context = await browser.new_context(
        viewport={"width": 320, "height": 640}, locale="es-MX", java_script_enabled=False
    )
    page = await context.new_page()
    await page.goto(address)
    assert await page.get_attribute("html", "lang") == "es-US"

    # axe is a script too: it looks at the same document in a page of its own.
    twin = await browser.new_page(viewport={"width": 320, "height": 640})

    async def see(title: str) -> None:
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        shown = await page.content()
        await twin.route(
            page.url, lambda route: route.fulfill(body=shown, content_type="text/html")
        )
        await twin.goto(page.url)
        await accessible(twin)
        await twin.unroute_all()

    await see("Reservar una cita")
    await page.get_by_text("¿Ya ha venido antes?").click()
    await page.get_by_role("link", name="Acupuntura, visita de seguimiento").click()
    await see("¿Con quién le gustaría atenderse?")
    await page.get_by_role("link", name="Dr. Chianni Lin").click()
    await see("¿Cuándo le gustaría venir?")
    await page.locator("button.slot").first.click()
    await see("¿Quién viene?")
    await page.get_by_role("button", name="Continuar").click()
    await see("¿Quién viene?")
    await expect(page.get_by_role("alert")).to_contain_text("Escriba su nombre")
    await page.get_by_label("Para un niño o alguien a quien cuido").check()
    await page.get_by_label("Su propio nombre completo").fill("Ana López")
    await page.get_by_label("Nombre completo del paciente").fill("Leo López")
    await page.get_by_label("Número de celular").fill("310-555-0142")
    await page.get_by_role("button", name="Continuar").click()
    await see("¿Cuál es el motivo de su visita?")
    await page.get_by_label("Dolor de cuello").check()
    await page.get_by_role("button", name="Continuar").click()
    await see("¿Es seguro para usted?")
    await page.get_by_label(re.compile("Anticoagulantes")).check()
    await page.get_by_role("button", name="Reservar esta cita").click()
    await see("Su cita está reservada")
    await expect(page.get_by_text("Su profesional revisará primero sus respuestas")).to_be_visible()
    await page.get_by_role("link", name="Empezar").click()
    await see("¿Dónde le duele?")
    await page.locator("label.spot[for=area-lower_back]").click()
    await expect(page.get_by_label("Parte baja de la espalda", exact=True)).to_be_checked()
    for title in ("¿Cómo empezó?", "¿Cómo le afecta?", "Medicinas y alergias"):
        await page.get_by_role("button", name="Continuar").click()
        await see(title)
    await page.get_by_label("Medicinas que toma").fill("Warfarina")
    await page.get_by_role("button", name="Guardar y terminar").click()
    await see("Gracias")
    await context.close()
    names = [(e["name"], e["guardian"]) for n, e in await booking.list_events() if "patient" in n]
    assert names == [("Leo López", "Ana López")]


async def test_a_patient_far_away_sees_their_own_time_beside_the_clinics(
    browser: Browser, address: str
) -> None:
    for zone, own in (("America/New_York", True), ("America/Los_Angeles", False)):
        context = await browser.new_context(timezone_id=zone, locale="en-US")
        page = await context.new_page()
        await page.goto(f"{address}/book/acupuncture/time?practitioner=any&day=2027-01-12")
        await expect(page.locator("[data-zone]")).to_contain_text("Santa Monica time")
        first = page.locator("button.slot").first
        await expect(first).to_have_text("9:00 AM(Tue 12:00 PM)" if own else "9:00 AM")
        await accessible(page)
        await context.close()


async def test_s09_the_browser_does_the_work_by_itself_and_the_visit_is_booked(
    browser: Browser, database_factory: DatabaseFactory, valkey_url: str
) -> None:
    dsn = await asyncio.to_thread(database_factory, "booking", prepare)
    async with started(dsn, valkey_url, free_tries=2) as booking, serving(booking.app) as address:
        page = await browser.new_page()
        complaints = watch_console(page)
        await page.goto(f"{address}/book/acupuncture/time?practitioner=any&day=2027-01-12")
        await page.locator("button.slot").first.click()
        await page.get_by_label("Full name of the patient").fill("Ana López")
        await page.get_by_label("Mobile number").fill("310-555-0142")
        await page.get_by_role("button", name="Continue").click()
        await page.get_by_label("Neck pain").check()
        await page.get_by_role("button", name="Continue").click()
        for _ in range(2):
            await booking.book(red_flags=["fever_with_pain"])
        await page.get_by_role("button", name="Book this visit").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("One more moment")
        await accessible(page)
        book = page.get_by_role("button", name="Book this visit")
        await expect(book).to_be_visible(timeout=30_000)
        await book.click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("You are booked")
        assert await booking.count("appointment") == 1
        assert not complaints


async def test_paper_and_readers_who_want_no_motion_are_thought_of(
    browser: Browser, address: str, booking: Booking
) -> None:
    visit = await booking.booked()
    page = await browser.new_page(reduced_motion="reduce")
    await page.goto(address + visit["manage_url"].removeprefix("https://book.example"))
    moving = await page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => "
        "parseFloat(getComputedStyle(e).transitionDuration) > 0.01).length"
    )
    assert moving == 0
    await page.emulate_media(media="print")
    await expect(page.locator(".languages")).to_be_hidden()
    await expect(page.get_by_text("Tue Jan 12, 9:00 AM").first).to_be_visible()
