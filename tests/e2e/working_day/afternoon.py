"""Visits take place or not; a day off; a no to texts; a package; the score a day later."""

import re

from playwright.async_api import expect

from tests.e2e.course.clinic import Patient
from tests.e2e.working_day.day import Day
from tests.e2e.working_day.desks import SHOWS_WITHIN_MS, Desk

FRIDAY = 3  # days after the Tuesday


async def ana_buys_a_package(day: Day) -> None:
    lin = day.lin
    await open_patient(lin, day.ana)
    await lin.page.get_by_role("link", name="Packages").click()
    await lin.page.get_by_label("Acupuncture, follow-up").check()
    await lin.page.get_by_label("Visits", exact=True).fill("10")
    await lin.page.get_by_role("button", name="Sell").click()
    await expect(lin.page.get_by_text("10 of 10 left")).to_be_visible()


async def visits_take_place_or_not(day: Day) -> None:
    """Arrived and completed with one tap each; a no-show, and its undo."""
    lin, mei = day.both
    day.clinic.travel(day.today, day.at(16).time())
    await day.come_back()
    for desk in day.both:
        await desk.look_at("/")
    await mei.press(day.ana.name, "Arrived")
    await lin.stands(day.ana.name, "Arrived")
    await lin.press(day.ana.name, "Completed")
    await mei.stands(day.ana.name, "Completed")
    await mei.press(day.cleo.name, "No-show")
    await lin.stands(day.cleo.name, "No-show")
    await mei.press(day.cleo.name, "Undo")
    await lin.stands(day.cleo.name, "Not confirmed")
    await open_patient(lin, day.ana)
    await expect(lin.page.get_by_text("9 of 10 left")).to_be_visible(timeout=SHOWS_WITHIN_MS)


async def a_day_off_uncovers_a_visit(day: Day) -> None:
    """S-25 and S-26: what it costs is said first; it is saved, nobody is told, and new times are
    offered on purpose.
    """
    lin, mei = day.both
    await day.books_online(day.ben, day.at(10, days=FRIDAY))
    await day.hears(day.ben, "booked for")
    friday = day.at(10, days=FRIDAY).date()
    await lin.look_at(f"/time-off?day={friday}")
    await lin.page.get_by_label("Who is away").select_option(label="Dr. Chianni Lin")
    await lin.page.get_by_role("button", name="Save").click()
    await expect(lin.page.get_by_role("alert")).to_contain_text("Nothing is saved yet")
    await lin.page.get_by_role("button", name="Save all the same").click()
    uncovered = lin.page.locator("li.note", has_text=day.ben.name)
    await expect(uncovered).to_be_visible()
    heard = len(await day.ben.phone.received())
    await mei.look_at("/")
    waiting = mei.page.locator(".card", has_text="Uncovered visits")
    await expect(waiting).to_contain_text(day.ben.name, timeout=SHOWS_WITHIN_MS)
    assert len(await day.ben.phone.received()) == heard
    await uncovered.get_by_role("button", name=re.compile("^Offer new times")).click()
    await day.hears(day.ben, "http")


async def ben_wants_no_more_texts(day: Day) -> None:
    for desk in day.both:
        await open_patient(desk, day.ben)
    await day.ben.phone.write("STOP")
    for desk in day.both:
        await expect(desk.page.get_by_text("No texts: asked us to stop")).to_be_visible(
            timeout=SHOWS_WITHIN_MS
        )
        await expect(desk.page.locator("textarea#body")).to_have_count(0)


async def ana_answers_a_day_later(day: Day) -> None:
    """S-95: the day after at 17:00; her score shows on both desks."""
    day.clinic.travel(day.at(17, days=1).date(), day.at(17).time())
    await day.come_back()
    for desk in day.both:
        await open_patient(desk, day.ana)
    await day.hears(day.ana, "0 to 10")
    await day.ana.phone.write("4")
    for desk in day.both:
        await expect(desk.page.locator("#story")).to_contain_text(
            "Pain score 4 of 10", timeout=SHOWS_WITHIN_MS
        )
    await day.hears(day.ana, "noted 4")


async def close(day: Day) -> None:
    """The case has an outcome; nothing waits; both sign out, and back leads nowhere."""
    lin = day.lin
    await lin.look_at("/alerts")
    await lin.page.get_by_label("What came of it").first.select_option(label="Called the patient")
    await lin.page.get_by_role("button", name=re.compile("^Close")).first.click()
    await expect(lin.page.get_by_label("What came of it")).to_have_count(0, timeout=SHOWS_WITHIN_MS)
    for desk in day.both:
        await desk.sign_out()
        await desk.page.goto("/alerts")
        await expect(desk.page).to_have_url(re.compile("/sign-in$"))


async def open_patient(desk: Desk, patient: Patient) -> None:
    """By the end of their phone, as at the desk."""
    await desk.look_at("/")
    await desk.page.get_by_label("Find a patient").fill(patient.phone.number[-7:])
    await desk.page.locator("#found").get_by_role("link", name=patient.name).click()
    await expect(desk.page.get_by_role("heading", name=patient.name, level=1)).to_be_visible()
    await desk.look_at(desk.page.url)
