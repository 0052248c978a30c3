"""Notes, measures and plans of one patient; and who saw an alert."""

from datetime import timedelta

import pytest

from shared.auth import Role
from shared.db import Database
from shared.events.patients import PatientErased
from shared.events.planning import PackageChanged
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.integration.dashboard.test_answers import DAYS, PEG, RANGE
from tests.support.facts import NOW

PAGE = f"/patients/{PATIENT}"


@pytest.fixture
async def owner(browser: Visitor, add_staff: AddStaff, project: Project) -> Visitor:
    await project(facts.patient(), facts.intake(), facts.pain(5))
    await add_staff(Role.OWNER)
    await browser.sign_in("desk@example.org", PASSWORD)
    return browser


async def test_a_note_is_kept_with_its_author_and_what_it_says_is_not_in_the_audit_log(
    robin: Visitor, project: Project, db: Database
) -> None:
    await project(facts.patient())
    await robin.post(f"{PAGE}/notes", page=PAGE, words="Prefers <b>mornings</b>")
    shown = (await robin.get(PAGE)).text
    assert "Prefers &lt;b&gt;mornings&lt;/b&gt;" in shown
    assert "Robin Reyes, Mon, Mar 8" in shown
    async with db.transaction() as conn:
        found = await conn.execute("select * from audit_entry where action = 'patient_noted'")
        [entry] = await found.fetchall()
    assert "mornings" not in repr(entry)


async def test_notes_are_forgotten_with_the_patient(
    robin: Visitor, project: Project, db: Database
) -> None:
    await project(facts.patient())
    await robin.post(f"{PAGE}/notes", page=PAGE, words="Prefers mornings")
    await project(PatientErased(patient_id=PATIENT, erased_at=NOW))
    async with db.transaction() as conn:
        found = await conn.execute("select count(*) from note")
        assert await found.fetchone() == (0,)


async def test_peg_days_with_pain_and_ranges_stand_beside_the_chart(
    robin: Visitor, project: Project
) -> None:
    kept = RANGE.model_copy(update={"complaint_id": f"complaint-{PATIENT}"})
    await project(facts.patient(), facts.intake(), facts.pain(5), PEG, DAYS, kept)
    charts = " ".join((await robin.part(f"/parts{PAGE}/charts")).text.split())
    assert "PEG, 0 to 10" in charts
    assert "Days with pain, of 7" in charts
    assert "6 to 7" in charts
    assert f'href="{PAGE}/sheets/complaint-{PATIENT}"' in charts


async def test_a_package_says_how_much_is_left(robin: Visitor, project: Project) -> None:
    bought = PackageChanged.model_validate(
        {
            "patient_id": PATIENT,
            "package_id": "p",
            "version": 1,
            "treatments": [{"id": "acupuncture", "name": "Acupuncture"}],
            "bought": 8,
            "left": 7,
            "expires_on": None,
            "credits": -1,
            "cause": "used",
            "appointment_id": None,
            "reason": None,
            "actor": "system",
            "at": NOW,
        }
    )
    await project(facts.patient(), bought)
    assert "Acupuncture: 7 of 8 left" in (await robin.get(PAGE)).text


async def test_s116_who_opens_a_case_has_seen_it_and_sees_who_else_has(
    robin: Visitor, project: Project, followup: FakeOwner
) -> None:
    await project(facts.patient(), facts.alert())
    followup.shows["alerts/alert-1"] = {
        "history": [
            {"at": NOW.isoformat(), "what": "opened", "staff_name": None, "outcome": None},
            {
                "at": (NOW + timedelta(minutes=1)).isoformat(),
                "what": "seen",
                "staff_name": "Mei",
                "outcome": None,
            },
        ]
    }
    shown = await robin.post_part("/alerts/alert-1/seen", page="/alerts")
    assert [asked[0] for asked in followup.asked] == ["alerts/alert-1/seen"]
    assert "10:01 AM</time> Seen: Mei" in shown.text


async def test_s116_an_alert_cannot_be_closed_without_an_outcome(
    owner: Visitor, project: Project, followup: FakeOwner
) -> None:
    await project(facts.alert())
    answer = await owner.post_part("/alerts/alert-1/close", page="/alerts", outcome="")
    assert "Choose what came of it" in answer.text
    assert followup.asked == []
