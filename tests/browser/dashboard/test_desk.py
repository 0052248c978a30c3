"""The desk in a real browser: live, by hand and by keyboard, and open to everybody."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from shared.events.appointments import AppointmentArrived, VisitStatus
from shared.events.checkins import Standing
from shared.events.messages import TextingStopped
from tests.integration.dashboard import facts
from tests.integration.dashboard.conftest import FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT, happened
from tests.integration.dashboard.test_talk import CANNED, a_talk
from tests.support.axe import axe_violations
from tests.support.facts import NOW

SHOWS_WITHIN_MS = 5000
ARRIVED = re.compile(r"Arrived\s*: Alex Example")
UNDO = re.compile(r"Undo\s*: Alex Example")


async def test_a_booking_shows_on_an_open_desk_without_reloading(
    staff_page: Page, project: Project
) -> None:
    await staff_page.evaluate("() => { window.samePage = true }")
    await project(facts.patient(), facts.booked(facts.visit()))
    await expect(staff_page.get_by_role("link", name="Alex Example")).to_be_visible(
        timeout=SHOWS_WITHIN_MS
    )
    assert await staff_page.evaluate("() => window.samePage")


async def test_one_tap_marks_a_visit_and_the_row_follows(
    staff_page: Page, project: Project, booking: FakeOwner
) -> None:
    arrived = facts.visit(version=2, status=VisitStatus.ARRIVED)
    booking.then = lambda: project(happened(AppointmentArrived, arrived, actor="staff:x"))
    await project(facts.patient(), facts.booked(facts.visit()))
    await staff_page.get_by_role("button", name=ARRIVED).click()
    await expect(staff_page.get_by_role("button", name=UNDO)).to_be_visible()
    assert [asked[0] for asked in booking.asked] == ["appointments/visit-1/arrive"]


async def test_a_tap_while_booking_is_away_says_so_and_can_be_repeated(
    staff_page: Page, project: Project, booking: FakeOwner
) -> None:
    booking.status = 503
    await project(facts.patient(), facts.booked(facts.visit()))
    button = staff_page.get_by_role("button", name=ARRIVED)
    await button.click()
    await expect(staff_page.get_by_text("Booking is away right now")).to_be_visible()
    await expect(button).to_be_enabled()


async def test_a_score_moves_the_chart_of_an_open_patient(
    staff_page: Page, project: Project
) -> None:
    await project(facts.patient(), facts.intake(baseline=7), facts.pain(6))
    await staff_page.goto(f"/patients/{PATIENT}")
    await staff_page.get_by_text("Live", exact=True).wait_for()
    rows = staff_page.locator("table tbody tr")
    await expect(rows).to_have_count(1)
    await project(facts.pain(3, at=NOW, standing=Standing.BETTER))
    await expect(rows).to_have_count(2, timeout=SHOWS_WITHIN_MS)
    await expect(staff_page.locator("canvas")).to_have_count(1)


async def test_news_leaves_a_half_written_text_and_a_stop_takes_its_box_away(
    staff_page: Page, project: Project
) -> None:
    await project(facts.patient())
    await staff_page.goto(f"/patients/{PATIENT}")
    await staff_page.get_by_text("Live", exact=True).wait_for()
    box = staff_page.get_by_role("textbox", name="Text to the patient")
    await box.fill("We can see you at")
    async with staff_page.expect_response(re.compile("/answer")) as asked:
        await project(facts.patient(version=2, name="Alexa Example"))
    assert (await asked.value).status == 204
    await expect(box).to_have_value("We can see you at")
    await project(TextingStopped(patient_id=PATIENT, at=NOW, source="keyword"))
    await expect(box).to_have_count(0, timeout=SHOWS_WITHIN_MS)
    await expect(staff_page.get_by_text("No texts to this patient")).to_be_visible()


async def test_s60_a_stop_takes_the_box_of_an_open_talk_away(
    staff_page: Page, project: Project, notify: FakeOwner
) -> None:
    notify.shows |= {f"threads/{PATIENT}": a_talk(), "canned-answers": CANNED}
    await project(facts.patient(), facts.reply())
    await staff_page.goto(f"/inbox/{PATIENT}")
    await staff_page.get_by_text("Live", exact=True).wait_for()
    box = staff_page.get_by_role("textbox", name="Your answer")
    await box.fill("We can see you at")
    notify.shows[f"threads/{PATIENT}"] = a_talk(may_text=False, why_not="opted_out")
    await project(TextingStopped(patient_id=PATIENT, at=NOW, source="keyword"))
    await expect(box).to_have_count(0, timeout=SHOWS_WITHIN_MS)
    await expect(staff_page.get_by_text("This person has stopped texts")).to_be_visible()


async def test_a_patient_is_found_by_keyboard_alone(staff_page: Page, project: Project) -> None:
    await project(facts.patient())
    await staff_page.get_by_label("Find a patient").focus()
    await staff_page.keyboard.type("exam")
    await staff_page.get_by_role("link", name="Alex Example").wait_for()
    await staff_page.keyboard.press("Tab")
    await staff_page.keyboard.press("Enter")
    await expect(staff_page.get_by_role("heading", name="Alex Example")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/inbox", "/alerts", "/reports", "/waitlist", f"/patients/{PATIENT}"]
)
async def test_axe_finds_nothing(
    staff_page: Page, project: Project, path: str, scheme: str
) -> None:
    await project(
        facts.patient(),
        facts.booked(facts.visit(flags=("blood_thinners",))),
        facts.intake(),
        facts.pain(8, report_id="report"),
        facts.alert(report_id="report"),
        facts.reply(),
    )
    await staff_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await staff_page.goto(path)
    assert await axe_violations(staff_page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_in_a_talk(
    staff_page: Page, project: Project, notify: FakeOwner, scheme: str
) -> None:
    notify.shows[f"threads/{PATIENT}"] = a_talk()
    await project(facts.patient(), facts.booked(facts.visit()))
    await staff_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await staff_page.goto(f"/inbox/{PATIENT}")
    await expect(staff_page.get_by_text("Prefers mornings")).to_be_visible()
    assert await axe_violations(staff_page) == []


async def test_an_answer_kept_ready_is_read_and_changed_before_it_goes(
    staff_page: Page, project: Project, notify: FakeOwner
) -> None:
    notify.shows[f"threads/{PATIENT}"] = a_talk()
    notify.shows["canned-answers"] = CANNED
    await project(facts.patient())
    await staff_page.goto(f"/inbox/{PATIENT}")
    await staff_page.get_by_role("button", name="Parking").click()
    box = staff_page.get_by_role("textbox", name="Your answer")
    await expect(box).to_have_value("Detras")
    await expect(box).to_be_focused()


async def test_axe_finds_nothing_on_the_sign_in(staff_page: Page, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(staff_page.url.rstrip("/") + "/sign-in")
    assert await axe_violations(page) == []


@pytest.mark.parametrize("width", [390, 820, 1280])
@pytest.mark.parametrize(
    "path", ["/", "/calendar", "/inbox", "/alerts", "/reports", "/time-off", f"/patients/{PATIENT}"]
)
async def test_no_page_is_wider_than_its_window(
    staff_page: Page, project: Project, path: str, width: int
) -> None:
    long_name = "Maximiliana-Theodora Featherstonehaugh-Okonkwo"
    await project(
        facts.patient(name=long_name), facts.booked(facts.visit()), facts.alert(), facts.reply()
    )
    await staff_page.set_viewport_size({"width": width, "height": 844})
    await staff_page.goto(path)
    wide = await staff_page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= width
