"""Opening, and what comes in before noon."""

import re
from datetime import timedelta

from playwright.async_api import expect

from tests.e2e.working_day.day import CANNED, Day
from tests.e2e.working_day.desks import SHOWS_WITHIN_MS, day_path

LATE = "I'm stuck in traffic, 20 minutes late"
RED_FLAG = "My legs feel numb and I cannot control my bladder"
UNDO = timedelta(minutes=4)
NEXT_CODE = timedelta(seconds=31)


async def open_up(day: Day) -> None:
    """The owner signs in, protects her account, adds Mei; both look at the day."""
    lin, mei = day.both
    await lin.sign_in()
    await lin.set_up_second_factor()
    await lin.page.goto("/staff")
    await lin.page.get_by_label("Name", exact=True).fill("Mei Tanaka")
    await lin.page.get_by_label("E-mail address").fill(mei.email)
    await lin.page.get_by_role("radio", name=re.compile("^Front desk")).check()
    await lin.page.get_by_role("button", name="Add").click()
    mei.password = str(await lin.page.locator("code.secret").text_content())
    await lin.sign_out()
    day.clinic.clock.advance(NEXT_CODE)
    await lin.sign_in()
    await mei.sign_in()
    await mei.choose_password("four words for one desk")
    for desk in day.both:
        await desk.look_at("/")


async def ana_books_and_confirms(day: Day) -> None:
    """Online, from her phone; nobody reloads."""
    await day.books_online(day.ana, day.at(14))
    for desk in day.both:
        await desk.stands(day.ana.name, "Not confirmed")
    await day.hears(day.ana, "booked for")
    await day.ana.phone.write("C")
    for desk in day.both:
        await desk.stands(day.ana.name, "Confirmed")
    await day.hears(day.ana, "confirmed")


async def ben_cancels_with_two_texts(day: Day) -> None:
    """His visit is two days ahead: both desks look at that day."""
    await day.books_online(day.ben, day.at(14, days=2))
    for desk in day.both:
        await desk.look_at(day_path(day.at(14, days=2).date()))
        await desk.stands(day.ben.name, "Not confirmed")
    await day.hears(day.ben, "booked for")
    await day.ben.phone.write("X")
    await day.hears(day.ben, "Reply X again")
    for desk in day.both:
        await desk.stands(day.ben.name, "Not confirmed")
    await day.ben.phone.write("X")
    for desk in day.both:
        await desk.stands(day.ben.name, "Cancelled by patient")
    await day.hears(day.ben, "cancel")


async def cleo_walks_in(day: Day) -> None:
    """Three taps: a free time, who it is, which treatment; and once more, as it is so soon (S-08)."""
    mei = day.mei
    await mei.look_at(f"/calendar?day={day.today}")
    await mei.page.locator('td[data-time="09:00"][data-column="mateo-rivera"]').click()
    dialog = mei.page.get_by_role("dialog", name="New visit")
    await dialog.get_by_text("Somebody new").click()
    await dialog.get_by_label("Name", exact=True).fill(day.cleo.name)
    await dialog.get_by_label("Mobile number").fill(day.cleo.phone.number)
    await dialog.get_by_label("Agreed to texts").check()
    await dialog.get_by_role("button", name=re.compile("^Myofascial release")).click()
    why = mei.page.get_by_label("Why it is booked all the same")
    await expect(why).to_have_value("Walk-in")
    await mei.page.get_by_role("button", name=re.compile("^Myofascial release")).click()
    await expect(mei.page.get_by_role("heading", name="Booked")).to_be_visible(
        timeout=SHOWS_WITHIN_MS
    )
    await day.lin.look_at("/")
    await day.lin.stands(day.cleo.name, "Not confirmed")


async def ana_is_late_and_is_moved(day: Day) -> None:
    """Her text is answered with one kept ready; her visit is dragged, and she is told."""
    lin, mei = day.both
    await day.keep_an_answer_ready()
    await mei.look_at("/")
    await day.ana.phone.write(LATE)
    for desk in day.both:
        await desk.panel_says(LATE)
    await mei.look_at("/inbox")
    await mei.page.get_by_role("link", name=re.compile(rf"Answer\s*: {day.ana.name}")).click()
    await mei.page.get_by_role("button", name="Running late").first.click()
    await mei.page.get_by_role("button", name="Send", exact=True).click()
    await day.hears(day.ana, CANNED)
    await expect(lin.page.locator("#panels")).not_to_contain_text(LATE, timeout=SHOWS_WITHIN_MS)
    await mei.look_at(f"/calendar?day={day.today}")
    visit = mei.page.locator("a.calendar-visit", has_text=day.ana.name)
    await visit.drag_to(mei.page.locator('td[data-time="15:30"][data-column="chianni-lin"]'))
    dialog = mei.page.get_by_role("dialog", name="Move visit")
    await dialog.get_by_label("Yes, by text in 3 minutes").check()
    await dialog.get_by_role("button", name="Move visit").click()
    await lin.shows(day.ana.name, "3:30 PM")
    day.clinic.clock.advance(UNDO)
    await day.hears(day.ana, "3:30")


async def two_change_one_visit(day: Day) -> None:
    """S-102: who is slower is told who was quicker, and nothing is lost in silence."""
    lin, mei = day.both
    for desk in day.both:
        await desk.look_at(f"/calendar?day={day.today}")
        await desk.page.locator("a.calendar-visit", has_text=day.ana.name).click()
    for desk, time in ((mei, "15:45"), (lin, "16:00")):
        await desk.page.get_by_label("Time", exact=True).fill(time)
        await desk.page.get_by_label("No. The reminder will show the new time").check()
        await desk.page.get_by_role("button", name="Move visit").click()
        if desk is mei:
            await expect(desk.page).to_have_url(re.compile("/calendar"))
    await expect(lin.page.get_by_text("Changed by Mei Tanaka")).to_be_visible()
    await expect(lin.page.get_by_text("Now Tue")).to_contain_text("3:45 PM")


async def cleo_is_in_danger(day: Day) -> None:
    """The alert shows on both desks at once; one takes it, the other sees who."""
    lin, mei = day.both
    for desk in day.both:
        await desk.look_at("/")
    await day.cleo.phone.write(RED_FLAG)
    for desk in day.both:
        await desk.panel_says("Nobody is on it yet")
    await day.hears(day.cleo, "911")
    await lin.look_at("/alerts")
    await lin.page.get_by_role("button", name=re.compile("^I am on it")).first.click()
    await mei.panel_says("is on it")
