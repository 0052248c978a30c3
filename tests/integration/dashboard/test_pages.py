"""What the desk sees: the day, a patient's story, the search."""

from datetime import timedelta

import pytest

from services.dashboard.domain.scores import Direction
from services.dashboard.pages.desk import Desk
from services.dashboard.store import patients, today
from shared.db import Database
from shared.events.alerts import Grade
from shared.events.appointments import AppointmentCompleted, VisitStatus
from shared.events.messages import TextingStopped
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import Project
from tests.integration.dashboard.facts import PATIENT, happened
from tests.support.facts import NOW


async def test_a_day_lists_its_visits_by_time_with_what_matters_beside_them(
    db: Database, desk: Desk, project: Project
) -> None:
    start, end = desk.bounds(desk.today())
    await project(
        facts.patient(),
        facts.booked(facts.visit("late", starts_at=end - timedelta(minutes=1))),
        facts.booked(facts.visit("early", starts_at=start)),
        facts.booked(facts.visit("tomorrow", starts_at=end)),
        facts.pain(5, at=NOW - timedelta(days=8)),
        facts.pain(7, at=NOW - timedelta(days=1)),
        facts.reply(),
        facts.alert(),
    )
    async with db.transaction() as conn:
        early, late = await today.list_visits(conn, start, end)
    assert (early.appointment_id, late.appointment_id) == ("early", "late")
    assert (early.score, early.direction) == (7, Direction.HIGHER)
    assert (early.unread, early.alerts) == (1, 1)


async def test_the_score_beside_a_visit_is_compared_within_its_complaint(
    db: Database, desk: Desk, project: Project
) -> None:
    other = facts.pain(2, at=NOW - timedelta(days=2)).model_copy(update={"complaint_id": "knee"})
    await project(facts.booked(facts.visit()), other, facts.pain(7))
    async with db.transaction() as conn:
        row = await today.find_visit(conn, "visit-1")
    assert row is not None
    assert (row.score, row.direction) == (7, Direction.FIRST)


async def test_today_shows_the_day_in_the_practices_zone(robin: Visitor, project: Project) -> None:
    await project(facts.patient(), facts.booked(facts.visit(starts_at=NOW)))
    page = (await robin.get("/")).text
    assert "Monday, March 8, 2027" in page
    assert "10:00 AM" in page
    assert "Alex Example" in page
    assert "1 not confirmed" in " ".join(page.split())


async def test_a_day_without_visits_says_so(robin: Visitor) -> None:
    assert "No visits on this day" in (await robin.get("/?day=2027-01-01")).text


async def test_a_day_that_is_none_is_an_error_page(robin: Visitor) -> None:
    answer = await robin.get("/?day=soon", accept="text/html")
    assert answer.status_code == 422
    assert "<html" in answer.text


async def test_a_patient_is_one_story_with_a_chart(robin: Visitor, project: Project) -> None:
    done = facts.visit(version=2, status=VisitStatus.COMPLETED, starts_at=NOW - timedelta(days=3))
    await project(
        facts.patient(),
        facts.intake(baseline=7),
        happened(AppointmentCompleted, done, actor="system", completed_at=NOW),
        facts.reply("Feeling <b>good</b>"),
        facts.pain(5),
        facts.alert(grade=Grade.RED),
        TextingStopped(patient_id=PATIENT, at=NOW, source="keyword"),
    )
    page = (await robin.get(f"/patients/{PATIENT}")).text
    for expected in (
        "Visit completed",
        "Feeling &lt;b&gt;good&lt;/b&gt;",
        "Pain score 5 of 10",
        "Low back pain",
        "2 points better",
        "Open alert: Pain of 8 or more",
        "asked us to stop",
        "(310) 555-0123",
    ):
        assert expected in page


async def test_nobody_is_a_patient_that_no_event_has_named(robin: Visitor) -> None:
    assert (await robin.get("/patients/nobody")).status_code == 404


@pytest.mark.parametrize("part", ["head", "story", "charts"])
async def test_each_part_of_a_patients_page_can_be_fetched_again(
    robin: Visitor, project: Project, part: str
) -> None:
    await project(facts.patient(), facts.pain(5))
    answer = await robin.part(f"/parts/patients/{PATIENT}/{part}")
    assert answer.status_code == 200
    assert "<html" not in answer.text


async def looks(db: Database) -> int:
    async with db.transaction() as conn:
        cursor = await conn.execute(
            "select count(*) from audit_entry where action = 'patient_viewed' and patient_id = %s",
            (PATIENT,),
        )
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


async def test_every_view_of_a_patient_is_audited_and_a_refreshed_part_is_no_new_one(
    robin: Visitor, project: Project, db: Database
) -> None:
    await project(facts.patient())
    await robin.get(f"/patients/{PATIENT}")
    await robin.get(f"/patients/{PATIENT}")
    await robin.part(f"/parts/patients/{PATIENT}/story")
    assert await looks(db) == 2


async def test_a_part_fetched_without_its_page_is_audited(
    robin: Visitor, project: Project, db: Database
) -> None:
    await project(facts.patient())
    await robin.part(f"/parts/patients/{PATIENT}/story")
    assert await looks(db) == 1


@pytest.mark.parametrize("words", ["alex", "EXAM", "ple al", "(310) 555-01", "+1 310 555 0123"])
async def test_a_patient_is_found_by_part_of_name_or_phone(
    db: Database, project: Project, words: str
) -> None:
    await project(facts.patient(), facts.patient("other", name="Kim Sample", phone="+12125550199"))
    async with db.transaction() as conn:
        found = await patients.search(conn, words, 10)
    assert [patient.patient_id for patient in found] == [PATIENT]


@pytest.mark.parametrize(
    ("words", "found"),
    [("lucia", True), ("LUCÍA", True), ("nu", True), ("ñe", True), ("xq", False), ("5%", False)],
)
async def test_accents_do_not_matter_and_two_characters_are_enough(
    db: Database, project: Project, words: str, found: bool
) -> None:
    await project(facts.patient(name="Lucía Núñez"))
    async with db.transaction() as conn:
        assert bool(await patients.search(conn, words, 10)) is found


async def test_a_chinese_name_is_found(db: Database, project: Project) -> None:
    await project(facts.patient(name="李明华"))
    async with db.transaction() as conn:
        assert len(await patients.search(conn, "明华", 10)) == 1


async def test_what_is_searched_for_is_in_no_address_and_not_in_the_audit_log(
    robin: Visitor, project: Project, db: Database
) -> None:
    await project(facts.patient())
    answer = await robin.post_part("/patients/search", words="alex")
    assert "Alex Example" in answer.text
    assert str(answer.request.url) == "http://desk/patients/search"
    async with db.transaction() as conn:
        cursor = await conn.execute("select * from audit_entry")
        assert "alex" not in repr(await cursor.fetchall()).lower()


async def test_a_reply_marked_as_read_leaves_the_panel_and_stays_in_the_story(
    robin: Visitor, project: Project
) -> None:
    await project(facts.patient(), facts.reply("Can I come earlier?"))
    panel = await robin.post_part("/replies/reply-1/read")
    assert "Can I come earlier?" not in panel.text
    assert "Can I come earlier?" in (await robin.get(f"/patients/{PATIENT}")).text
