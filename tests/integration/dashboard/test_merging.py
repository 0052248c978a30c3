"""One page for the records of one person, and two pages again."""

from datetime import date, timedelta

import pytest

from services.dashboard.store import patients
from shared.db import Database
from shared.events.merges import PatientsMerged, PatientsUnmerged
from shared.events.messages import TextingStopped
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner, Project
from tests.support.facts import NOW

ANA, ANNA = "ana", "anna"
BORN = date(1979, 5, 2)
MERGED = PatientsMerged(
    patient_id=ANA,
    merge_id="merge-1",
    merged_id=ANNA,
    at=NOW,
    undo_until=NOW + timedelta(days=30),
    actor="staff:mei",
)
UNMERGED = PatientsUnmerged(
    patient_id=ANA,
    merge_id="merge-1",
    merged_id=ANNA,
    at=NOW + timedelta(hours=1),
    actor="staff:mei",
)


@pytest.fixture(autouse=True)
async def two_records(project: Project) -> None:
    """Ana, and Anna with a visit, a text and a score."""
    await project(
        facts.patient(ANA, name="Ana Flores", birth_date=BORN),
        facts.patient(ANNA, name="Anna Flores", birth_date=BORN),
        facts.booked(facts.visit("annas-visit"), ANNA),
        facts.reply("Thank you all", patient_id=ANNA, reply_id="annas-text"),
        facts.intake(patient_id=ANNA),
        facts.pain(3, patient_id=ANNA),
    )


async def test_s103_visits_texts_and_scores_join_on_one_page(
    robin: Visitor, project: Project
) -> None:
    await project(MERGED)
    assert (await robin.get(f"/patients/{ANNA}")).headers["location"] == f"/patients/{ANA}"
    page = (await robin.get(f"/patients/{ANA}")).text
    for said in ("Ana Flores", "Thank you all", "Pain score 3 of 10", "Visit booked", "Low back"):
        assert said in page
    assert "Two records made one" in page


async def test_s103_the_same_complaint_of_two_records_is_one_chart_and_two_again_when_undone(
    robin: Visitor, project: Project
) -> None:
    await project(facts.intake(patient_id=ANA, baseline=8), facts.pain(5, patient_id=ANA))
    chart, sheet = 'class="stack pain-chart"', f"/patients/{ANA}/sheets/"
    assert (await robin.get(f"/patients/{ANA}")).text.count(chart) == 1
    await project(MERGED)
    page = (await robin.get(f"/patients/{ANA}")).text
    assert (page.count(chart), page.count(sheet)) == (1, 1)
    assert page.count(">5</td>") == page.count(">3</td>") == 1
    await project(UNMERGED)
    assert ">3</td>" not in (await robin.get(f"/patients/{ANA}")).text


async def test_s103_a_stop_of_either_record_shows_on_the_one_page(
    robin: Visitor, project: Project
) -> None:
    await project(
        TextingStopped(patient_id=ANNA, at=NOW, source="keyword", categories=("visit",)), MERGED
    )
    assert "asked us to stop" in (await robin.get(f"/patients/{ANA}")).text


async def test_the_merged_record_is_not_found_any_more(project: Project, db: Database) -> None:
    await project(MERGED)
    async with db.transaction() as conn:
        found = await patients.search(conn, "flores", 10)
    assert [each.patient_id for each in found] == [ANA]


@pytest.mark.parametrize("order", [(MERGED, UNMERGED), (UNMERGED, MERGED)])
async def test_s103_taken_back_they_are_two_again_in_whatever_order_it_is_heard(
    robin: Visitor, project: Project, order: tuple[PatientsMerged, PatientsUnmerged]
) -> None:
    await project(*order)
    assert "Thank you all" in (await robin.get(f"/patients/{ANNA}")).text
    assert "Thank you all" not in (await robin.get(f"/patients/{ANA}")).text


async def test_staff_are_led_to_the_other_record_and_booking_is_asked(
    robin: Visitor, booking: FakeOwner
) -> None:
    assert f"/patients/{ANA}/records" in (await robin.get(f"/patients/{ANA}")).text
    shown = (await robin.get(f"/patients/{ANA}/records")).text
    assert "1 visit" in shown
    assert "1 score" in shown
    await robin.post(f"/patients/{ANA}/merge", page=f"/patients/{ANA}/records", merged_id=ANNA)
    path, body, _ = booking.asked[-1]
    assert (path, body) == (f"patients/{ANA}/merge", {"merged_id": ANNA})


async def test_staff_take_a_merge_back_from_the_same_page(
    robin: Visitor, project: Project, booking: FakeOwner
) -> None:
    await project(MERGED)
    page = f"/patients/{ANA}/records"
    await robin.post(f"/patients/{ANA}/merges/merge-1/undo", page=page)
    assert booking.asked[-1][0] == "merges/merge-1/undo"


async def test_a_family_on_one_phone_is_not_taken_for_one_person(
    robin: Visitor, project: Project
) -> None:
    await project(facts.patient("child", name="Leo Flores", birth_date=date(2016, 1, 2)))
    assert "Leo" not in (await robin.get(f"/patients/{ANA}/records")).text
