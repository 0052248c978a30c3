"""The patient's story the README shows."""

import pytest
from playwright.async_api import Page, expect

from services.dashboard.settings import DashboardSettings
from tests.browser.dashboard import practice_day
from tests.integration.dashboard.conftest import Project
from tests.support.pictures import keep_picture


@pytest.fixture
def settings(settings: DashboardSettings) -> DashboardSettings:
    return settings.model_copy(update={"practice_name": "Lin Center"})


async def test_a_patients_visits_texts_and_scores_are_one_story_beside_the_chart(
    staff_page: Page, project: Project
) -> None:
    await project(*practice_day.events())
    await staff_page.goto(f"/patients/{practice_day.BEA}")
    await expect(staff_page.get_by_role("heading", name="Bea Moreno")).to_be_visible()
    await expect(staff_page.get_by_role("link", name="Lin Center")).to_be_visible()
    await expect(staff_page.get_by_text("3! Slept through the night")).to_be_visible()
    await expect(staff_page.get_by_text("Visit confirmed")).to_be_visible()
    await expect(staff_page.locator("canvas")).to_have_count(1)
    await staff_page.get_by_text("Live", exact=True).wait_for()
    await keep_picture(staff_page, "dashboard.png")
