"""The calendar by hand."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from tests.browser.dashboard import practice_day
from tests.integration.dashboard import facts
from tests.integration.dashboard.conftest import FakeOwner, Project
from tests.integration.dashboard.test_booking import CATALOGUE, OFF
from tests.integration.dashboard.test_calendar import RIVERA
from tests.support.axe import axe_violations

DAY = "/calendar?day=2027-03-08"


async def test_s21_a_visit_dragged_to_another_time_asks_tell_the_patient_before_it_moves(
    staff_page: Page, project: Project, booking: FakeOwner
) -> None:
    await project(*practice_day.events())
    noon = datetime(2027, 3, 8, 20, tzinfo=UTC)
    moved = facts.visit("visit-of-patient-4", version=2, starts_at=noon, practitioner=RIVERA)
    booking.answers = {"patient_id": "patient-4", "visit": moved.model_dump(mode="json")}
    await staff_page.goto(DAY)
    visit = staff_page.get_by_role("link", name="Jonah Whitfield")
    await visit.drag_to(staff_page.locator('td[data-time="12:00"][data-column="rivera"]'))
    dialog = staff_page.get_by_role("dialog", name="Move visit")
    await expect(dialog.get_by_role("textbox", name="Time")).to_have_value("12:00")
    await expect(dialog.get_by_label("Practitioner")).to_have_value("rivera")
    assert booking.asked == []
    await dialog.get_by_label("No. The reminder will show the new time").check()
    await dialog.get_by_role("button", name="Move visit").click()
    await expect(dialog).to_be_hidden()
    [(path, body, _)] = booking.asked
    assert path == "appointments/visit-of-patient-4/move"
    assert (body["tell_patient"], body["practitioner"]) == (False, "rivera")
    told = "Jonah Whitfield is now Mon, Mar 8, 12:00 PM, Mateo Rivera."
    await expect(staff_page.get_by_text(told)).to_be_visible()  # its news has not come


async def test_a_visit_is_moved_by_keyboard_alone(staff_page: Page, project: Project) -> None:
    await project(*practice_day.events())
    await staff_page.goto(DAY)
    await staff_page.get_by_role("link", name="Jonah Whitfield").focus()
    await staff_page.keyboard.press("Enter")
    await expect(staff_page.get_by_label("Practitioner")).to_have_value("lin")


async def test_a_new_visit_is_three_taps(
    staff_page: Page, project: Project, booking: FakeOwner
) -> None:
    booking.shows.update(CATALOGUE)
    await project(*practice_day.events())
    booking.answers = {"id": "visit-of-patient-3"}
    await staff_page.goto(DAY)
    await staff_page.locator('td[data-time="12:45"][data-column="lin"]').click()
    dialog = staff_page.get_by_role("dialog", name="New visit")
    await expect(dialog.get_by_role("textbox", name="Time")).to_have_value("12:45")
    await staff_page.keyboard.type("castell")
    await dialog.get_by_text("Mina Castellanos").click()
    await dialog.get_by_role("button", name="Acupuncture").click()
    await expect(staff_page.get_by_role("heading", name="Booked")).to_be_visible()
    [(path, body, _)] = booking.asked
    assert path == "appointments"
    assert (body["practitioner"], body["starts_at"]) == ("lin", "2027-03-08T12:45:00-08:00")
    assert body["patient"]["name"] == "Mina Castellanos"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/visits/new?time=12:45&practitioner=lin", "/time-off"])
async def test_axe_finds_nothing_where_visits_and_time_off_begin(
    staff_page: Page, project: Project, booking: FakeOwner, path: str, scheme: str
) -> None:
    booking.shows.update(CATALOGUE | {"time-off": [OFF], "uncovered": []})
    await project(*practice_day.events())
    await staff_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await staff_page.goto(path)
    assert await axe_violations(staff_page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["practitioners", "rooms", "week", "week&who=lin"])
async def test_axe_finds_nothing(
    staff_page: Page, project: Project, view: str, scheme: str
) -> None:
    await project(*practice_day.events())
    await staff_page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await staff_page.goto(f"{DAY}&view={view}")
    assert await axe_violations(staff_page) == []


async def test_ten_practitioners_stay_readable_side_by_side(
    staff_page: Page, project: Project
) -> None:
    await project(*practice_day.ten_practitioners())
    await staff_page.goto(DAY)
    widths = await staff_page.locator(".calendar-visit").evaluate_all(
        "visits => visits.map(visit => visit.getBoundingClientRect().width)"
    )
    assert len(widths) == 40
    assert min(widths) >= 100
    page_width = await staff_page.evaluate("() => document.documentElement.scrollWidth")
    assert page_width <= 1280
