"""The sheet on which the decision to go on with a course rests."""

from services.followup.api.sheet import SheetBody
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.integration.dashboard.sheets import course_sheet

PAGE = f"/patients/{PATIENT}/sheets/complaint-1"
ASKED = f"patients/{PATIENT}/complaints/complaint-1/sheet"


def test_the_example_is_what_followup_says() -> None:
    said = course_sheet()
    fields = SheetBody.model_fields
    assert said.keys() == fields.keys()


async def test_s100_the_sheet_lists_baseline_scores_dates_and_visits(
    robin: Visitor, project: Project, followup: FakeOwner
) -> None:
    await project(facts.patient())
    followup.shows[ASKED] = course_sheet()
    page = (await robin.get(PAGE)).text
    for words in ("Review: no clear gain", "6 of 10", "12 visits", "NCD 30.3.3", "no answer"):
        assert words in page
    assert page.count("Check-in, day 1") == 12
    assert "−16.7 %" in page
    assert "corrected" in page


async def test_s100_a_review_on_today_leads_to_the_sheet(
    robin: Visitor, project: Project, followup: FakeOwner
) -> None:
    await project(facts.patient())
    review = {"patient_id": PATIENT, "complaint_id": "complaint-1", "complaint": "low_back"}
    followup.shows["reviews"] = {"reviews": [review]}
    waiting = (await robin.part("/parts/waiting")).text
    assert "review: no clear gain" in waiting
    assert f'href="{PAGE}"' in waiting


async def test_with_followup_away_the_sheet_says_so(robin: Visitor, project: Project) -> None:
    await project(facts.patient())
    answer = await robin.get(PAGE)
    assert answer.status_code == 503
    assert "The sheet cannot be shown" in answer.text


async def test_a_patient_nobody_knows_has_no_sheet(robin: Visitor) -> None:
    assert (await robin.get("/patients/nobody/sheets/complaint-1")).status_code == 404
