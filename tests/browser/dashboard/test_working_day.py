"""A morning with two of the staff at their own browsers and three patients at their phones."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from shared.auth import Role
from shared.events.alerts import AlertAcknowledged
from shared.events.appointments import (
    AppointmentArrived,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentRescheduled,
    VisitStatus,
)
from shared.events.replies import Intent
from tests.integration.dashboard import facts
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import happened
from tests.support.browser import watch_console
from tests.support.facts import NOW

pytestmark = pytest.mark.timeout(180)
SHOWS_WITHIN_MS = 5000
ANA, BO, CLEO = "patient-ana", "patient-bo", "patient-cleo"


@pytest.fixture
async def mei(staff_page: Page, browser: Browser, add_staff: AddStaff) -> AsyncIterator[Page]:
    """Front desk, at her own browser."""
    await add_staff(Role.FRONT_DESK, "mei@example.org")
    context = await browser.new_context(base_url=staff_page.url.partition("/?")[0].rstrip("/"))
    page = await context.new_page()
    complaints = watch_console(page)
    await page.goto("/sign-in")
    await page.get_by_label("E-mail address").fill("mei@example.org")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.get_by_text("Live", exact=True).wait_for()
    yield page
    await context.close()
    assert not complaints, complaints


async def test_s101_what_patients_do_online_shows_on_both_open_desks_within_5_seconds(
    staff_page: Page, mei: Page, project: Project
) -> None:
    desks = (staff_page, mei)
    visit = facts.visit("ana", starts_at=NOW + timedelta(hours=2))
    await project(facts.patient(ANA, name="Ana Reyes"), facts.booked(visit, ANA))
    for desk in desks:
        await expect(row(desk, "Ana Reyes")).to_contain_text("12:00 PM", timeout=SHOWS_WITHIN_MS)
    later = visit.model_copy(update={"version": 2, "starts_at": NOW + timedelta(hours=4)})
    moved = happened(
        AppointmentRescheduled, later, ANA, previous_starts_at=visit.starts_at, tell_patient=True
    )
    await project(moved)
    for desk in desks:
        await expect(row(desk, "Ana Reyes")).to_contain_text("2:00 PM", timeout=SHOWS_WITHIN_MS)
    over = later.model_copy(update={"version": 3, "status": VisitStatus.CANCELLED_BY_PATIENT})
    await project(happened(AppointmentCancelled, over, ANA, tell_patient=True))
    for desk in desks:
        await expect(row(desk, "Ana Reyes")).to_contain_text(
            "Cancelled by patient", timeout=SHOWS_WITHIN_MS
        )


async def test_two_of_the_staff_share_a_morning_and_neither_reloads(
    staff_page: Page, mei: Page, project: Project, booking: FakeOwner, followup: FakeOwner
) -> None:
    bo = facts.visit("bo", starts_at=NOW + timedelta(minutes=30))
    await project(facts.patient(BO, name="Bo Lind"), facts.booked(bo, BO))
    await project(facts.patient(CLEO, name="Cleo Park"))
    # Bo's phone: C. The visit turns confirmed on both desks.
    confirmed = bo.model_copy(update={"version": 2, "status": VisitStatus.CONFIRMED})
    await project(
        facts.reply("C", intent=Intent.CONFIRM, reply_id="bo-c", patient_id=BO, at=NOW),
        happened(AppointmentConfirmed, confirmed, BO, reply_id="bo-c"),
    )
    for desk in (staff_page, mei):
        await expect(row(desk, "Bo Lind")).to_contain_text("Confirmed", timeout=SHOWS_WITHIN_MS)
    # Mei marks Bo as arrived, with one tap; the practitioner sees it.
    arrived = confirmed.model_copy(update={"version": 3, "status": VisitStatus.ARRIVED})
    booking.then = lambda: project(happened(AppointmentArrived, arrived, BO, actor="staff:x"))
    await row(mei, "Bo Lind").get_by_role("button", name=re.compile("^Arrived")).click()
    await expect(row(staff_page, "Bo Lind")).to_contain_text("Undo", timeout=SHOWS_WITHIN_MS)
    assert booking.asked[-1][1] == {"version": 2}
    # Cleo's phone: 9. An alert opens on both desks; the practitioner takes it, Mei sees who.
    await project(facts.pain(9, report_id="nine", patient_id=CLEO, at=NOW))
    await project(facts.alert(patient_id=CLEO, report_id="nine", at=NOW))
    for desk in (staff_page, mei):
        await expect(desk.locator("#panels")).to_contain_text(
            "Nobody is on it yet", timeout=SHOWS_WITHIN_MS
        )

    async def acknowledged() -> None:
        by = followup.asked[-1][2].id
        await project(
            AlertAcknowledged(patient_id=CLEO, alert_id="alert-1", by_staff_id=by, at=NOW)
        )

    followup.then = acknowledged
    await staff_page.goto("/alerts")
    await staff_page.get_by_role("button", name=re.compile("^I am on it")).click()
    await expect(mei.locator("#panels")).to_contain_text(
        "Robin Reyes is on it", timeout=SHOWS_WITHIN_MS
    )


def row(desk: Page, name: str) -> Locator:
    return desk.locator("li.visit", has_text=name)
