"""The sheet of a course in a real browser, and on paper."""

from pathlib import Path

from playwright.async_api import Page

from tests.integration.dashboard import facts
from tests.integration.dashboard.conftest import FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.integration.dashboard.sheets import course_sheet
from tests.support.axe import axe_violations


async def test_the_sheet_is_accessible_and_complete_on_paper(
    staff_page: Page, project: Project, followup: FakeOwner, tmp_path: Path
) -> None:
    await project(facts.patient())
    followup.shows[f"patients/{PATIENT}/complaints/complaint-1/sheet"] = course_sheet()
    await staff_page.goto(f"/patients/{PATIENT}/sheets/complaint-1")
    assert await axe_violations(staff_page) == []
    await staff_page.set_viewport_size({"width": 320, "height": 700})
    assert await staff_page.evaluate("document.documentElement.scrollWidth") <= 320
    assert await axe_violations(staff_page) == []
    await staff_page.emulate_media(media="print")
    assert await staff_page.get_by_text("Decision", exact=True).is_visible()
    assert not await staff_page.get_by_role("navigation").first.is_visible()
    assert (await staff_page.pdf(path=tmp_path / "sheet.pdf", format="Letter")).startswith(b"%PDF")
