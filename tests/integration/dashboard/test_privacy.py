"""What is kept of a patient is handed over whole; and a patient is forgotten on purpose only."""

from typing import Any

import httpx
import pytest

from shared.auth import Role
from shared.db import Database
from shared.events.appointments import AppointmentCancelled, VisitStatus
from shared.events.merges import PatientsMerged
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT, happened
from tests.support.facts import NOW

PAGE = f"/patients/{PATIENT}"
OTHER = "patient-2"
FREE = {"hold_reason": None, "held_since": None, "held_by": None, "asked_at": None}
HELD = {**FREE, "hold_reason": "A claim", "held_since": NOW.isoformat(), "held_by": "x"}


@pytest.fixture
async def owner(
    browser: Visitor,
    add_staff: AddStaff,
    project: Project,
    booking: FakeOwner,
    notify: FakeOwner,
    followup: FakeOwner,
) -> Visitor:
    for service in (booking, notify, followup):
        service.shows[f"patients/{PATIENT}/export"] = {"tables": {"of": [{"who": service.name}]}}
    booking.shows[f"patients/{PATIENT}/hold"] = FREE
    await project(facts.patient(), facts.intake(), facts.pain(5))
    await add_staff(Role.OWNER)
    await browser.sign_in("desk@example.org", PASSWORD)
    return browser


async def test_the_export_holds_what_each_service_keeps(owner: Visitor, db: Database) -> None:
    answer = await owner.post(f"{PAGE}/export")
    assert 'filename="patient.json"' in answer.headers["content-disposition"]
    kept: dict[str, Any] = answer.json()
    [record] = kept["records"]
    assert (kept["complete"], kept["missing"]) == (True, [])
    assert record["dashboard"]["patient"][0]["name"] == "Alex Example"
    assert [row["score"] for row in record["dashboard"]["score"]] == [5]
    for name in ("booking", "notify", "followup"):
        assert record[name] == {"of": [{"who": name}]}
    async with db.transaction() as conn:
        found = await conn.execute("select 1 from audit_entry where action = 'patient_exported'")
        assert len(await found.fetchall()) == 1


async def test_an_export_that_lacks_a_service_is_made_on_purpose_only_and_says_so(
    owner: Visitor, notify: FakeOwner
) -> None:
    notify.error = httpx.ConnectError("away")
    answer = await owner.post(f"{PAGE}/export")
    assert answer.status_code == 503
    assert "Nothing was exported yet" in answer.text
    assert "Export without Texting" in answer.text
    partial = await owner.post(f"{PAGE}/export", incomplete="yes")
    assert 'filename="patient-incomplete.json"' in partial.headers["content-disposition"]
    assert (partial.json()["complete"], partial.json()["missing"]) == (False, ["notify"])


async def test_the_export_covers_every_record_of_the_person(
    owner: Visitor, project: Project, booking: FakeOwner, notify: FakeOwner, followup: FakeOwner
) -> None:
    await project(facts.patient(OTHER, name="Alex E.", phone="+13105550188"), merged())
    for service in (booking, notify, followup):
        service.shows[f"patients/{OTHER}/export"] = {"tables": {}}
    kept = (await owner.post(f"{PAGE}/export")).json()
    assert [record["patient_id"] for record in kept["records"]] == [PATIENT, OTHER]


def merged() -> PatientsMerged:
    return PatientsMerged(
        patient_id=PATIENT,
        merge_id="merge-1",
        merged_id=OTHER,
        at=NOW,
        undo_until=NOW,
        actor="staff:x",
    )


async def test_a_patient_is_erased_only_under_their_whole_name(
    owner: Visitor, booking: FakeOwner
) -> None:
    booking.answers = {"state": "erased"}
    assert "Type the name to erase it" in (await owner.get(f"{PAGE}/privacy")).text
    wrong = await owner.post(f"{PAGE}/erase", name="Alex")
    assert (wrong.status_code, 'id="name-error"' in wrong.text) == (422, True)
    assert booking.asked == []
    right = await owner.post(f"{PAGE}/erase", name="alex example")
    assert (right.status_code, right.headers["location"]) == (303, "/")
    assert booking.asked[0][0] == f"patients/{PATIENT}/erase"


async def test_while_a_visit_lies_ahead_the_page_leads_to_it_instead(
    owner: Visitor, project: Project
) -> None:
    visit = facts.visit("soon", starts_at=NOW.replace(day=9))
    await project(facts.booked(visit))
    shown = (await owner.get(f"{PAGE}/privacy")).text
    assert "Visits lie ahead" in shown
    assert f"{PAGE}/erase" not in shown
    over = visit.model_copy(update={"version": 2, "status": VisitStatus.CANCELLED_BY_CLINIC})
    await project(happened(AppointmentCancelled, over, tell_patient=False))
    assert f"{PAGE}/erase" in (await owner.get(f"{PAGE}/privacy")).text


async def test_a_legal_hold_is_shown_with_its_reason_and_what_waits_for_it(
    owner: Visitor, booking: FakeOwner
) -> None:
    booking.shows[f"patients/{PATIENT}/hold"] = {**HELD, "asked_at": NOW.isoformat()}
    shown = (await owner.get(f"{PAGE}/privacy")).text
    assert "A claim" in shown
    assert "it is done when the hold is lifted" in shown
    booking.answers = {"state": "held"}
    answer = await owner.post(f"{PAGE}/erase", name="Alex Example")
    assert answer.headers["location"] == f"{PAGE}/privacy"


async def test_a_hold_is_placed_with_a_reason_and_lifted(
    owner: Visitor, booking: FakeOwner, db: Database
) -> None:
    assert (await owner.post(f"{PAGE}/hold", reason=" ")).status_code == 422
    await owner.post(f"{PAGE}/hold", reason="A claim")
    await owner.post(f"{PAGE}/hold/lift")
    assert [(path, asked) for path, asked, _ in booking.asked] == [
        (f"patients/{PATIENT}/hold", {"reason": "A claim"}),
        (f"patients/{PATIENT}/hold", {}),
    ]
    async with db.transaction() as conn:
        found = await conn.execute(
            "select subject from audit_entry where action = 'hold_changed' order by id"
        )
        assert await found.fetchall() == [("PUT hold done",), ("DELETE hold done",)]


async def test_while_booking_is_away_nothing_is_said_to_be_free_of_holds(
    owner: Visitor, booking: FakeOwner
) -> None:
    booking.shows.clear()
    assert "cannot be said right now" in (await owner.get(f"{PAGE}/privacy")).text


@pytest.mark.parametrize("path", ["export", "erase", "hold", "hold/lift"])
async def test_s104_who_is_not_the_owner_exports_and_erases_nobody(
    robin: Visitor, project: Project, booking: FakeOwner, path: str
) -> None:
    await project(facts.patient())
    assert (await robin.post(f"{PAGE}/{path}", name="Alex Example")).status_code == 403
    assert "erase" not in (await robin.get(PAGE)).text
    assert booking.asked == []
