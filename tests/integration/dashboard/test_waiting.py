"""What waits for a person beside the visits of the day."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.db import Database
from shared.events.appointments import AppointmentRestated
from shared.events.replies import TaskDone, TaskOpened
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT, happened
from tests.support.facts import NOW

CALL = {
    "call_id": "call-1",
    "patient_id": PATIENT,
    "reason": "silent",
    "since": (NOW - timedelta(days=1)).isoformat(),
}
REVIEW = {
    "patient_id": PATIENT,
    "complaint_id": "complaint-1",
    "complaint": "low_back",
    "reason": "no_clear_gain",
}


def opened(kind: str = "may_want_to_cancel", reply_id: str | None = None) -> TaskOpened:
    return TaskOpened(
        patient_id=PATIENT,
        task_id="task-1",
        kind=kind,
        appointment_id="visit-1",
        reply_id=reply_id,
        opened_at=NOW - timedelta(minutes=5),
    )


def done() -> TaskDone:
    return TaskDone(patient_id=PATIENT, task_id="task-1", by_staff_id="staff", done_at=NOW)


@pytest.fixture
async def uncovered(project: Project, booking: FakeOwner) -> dict[str, Any]:
    visit = facts.visit(starts_at=NOW + timedelta(days=4))
    await project(facts.patient(), facts.booked(visit))
    row = {
        "patient_id": PATIENT,
        "patient_name": "Alex Example",
        "visit": visit.model_dump(mode="json"),
    }
    booking.shows["uncovered"] = [row]
    return row


async def test_a_task_is_on_the_call_list_with_the_text_and_the_visit_it_is_about(
    robin: Visitor, project: Project
) -> None:
    await project(facts.patient(), facts.booked(facts.visit()))
    await project(facts.reply("cant make it", reply_id="r"), opened(reply_id="r"))
    page = (await robin.get("/")).text
    assert "May want to cancel: visit Mon, Mar 8, 11:00 AM" in page
    assert "cant make it" in page
    assert 'href="tel:+13105550123"' in page


async def test_done_is_asked_of_notify_and_the_task_leaves_with_its_event(
    robin: Visitor, project: Project, notify: FakeOwner
) -> None:
    await project(facts.patient(), opened())
    await robin.post_part("/tasks/task-1/done")
    assert [asked[0] for asked in notify.asked] == ["tasks/task-1/done"]
    assert "May want to cancel" in (await robin.part("/parts/panels")).text
    await project(done())
    assert "May want to cancel" not in (await robin.part("/parts/panels")).text


async def test_a_task_whose_end_came_first_is_never_on_the_list(
    robin: Visitor, project: Project
) -> None:
    await project(done(), opened())
    assert "May want to cancel" not in (await robin.part("/parts/panels")).text


async def test_s25_uncovered_visits_are_listed_with_what_can_be_done(
    robin: Visitor, uncovered: dict[str, Any]
) -> None:
    page = (await robin.part("/parts/waiting")).text
    assert "Uncovered visits" in page
    assert "who is away or not at work then" in page
    assert 'href="/visits/visit-1/move"' in page


async def test_s26_new_times_are_offered_by_booking_with_the_version_that_was_seen(
    robin: Visitor, booking: FakeOwner, uncovered: dict[str, Any], db: Database
) -> None:
    version = str(uncovered["visit"]["version"])
    await robin.post_part("/visits/visit-1/offer", version=version)
    [(path, body, _)] = booking.asked
    assert (path, body) == ("appointments/visit-1/offer-new-times", {"version": int(version)})
    async with db.transaction() as conn:
        found = await conn.execute(
            "select patient_id, subject from audit_entry where action = 'new_times_offered'"
        )
        assert await found.fetchall() == [(PATIENT, "visit-1 done")]


async def test_an_uncovered_visit_is_kept_by_booking_with_the_reason_and_that_is_written_down(
    robin: Visitor, booking: FakeOwner, uncovered: dict[str, Any], db: Database
) -> None:
    version = str(uncovered["visit"]["version"])
    refused = await robin.post_part("/visits/visit-1/keep", version=version, reason=" ")
    assert "Say why the visit is kept." in refused.text
    assert booking.asked == []
    await robin.post_part("/visits/visit-1/keep", version=version, reason="Comes in for it")
    [(path, body, _)] = booking.asked
    assert path == "appointments/visit-1/keep"
    assert body == {"version": int(version), "reason": "Comes in for it"}
    async with db.transaction() as conn:
        found = await conn.execute(
            "select patient_id, subject from audit_entry where action = 'visit_kept'"
        )
        assert await found.fetchall() == [(PATIENT, "visit-1 done")]


async def test_a_kept_visit_is_in_the_story_with_the_reason(
    robin: Visitor, project: Project, uncovered: dict[str, Any]
) -> None:
    visit = facts.visit(version=2, starts_at=NOW + timedelta(days=4))
    renamed = happened(AppointmentRestated, visit, actor="staff:x")
    await project(renamed)
    assert "Visit kept all the same" not in (await robin.get(f"/patients/{PATIENT}")).text
    await project(renamed.model_copy(update={"reason": "Comes in for it"}))
    page = (await robin.get(f"/patients/{PATIENT}")).text
    assert "Visit kept all the same" in page
    assert ": Comes in for it" in page


async def test_s100_a_course_without_a_clear_gain_is_to_be_reviewed(
    robin: Visitor, project: Project, followup: FakeOwner
) -> None:
    await project(facts.patient(), facts.booked(facts.visit()))
    followup.shows["reviews"] = {"reviews": [REVIEW]}
    page = (await robin.part("/parts/waiting")).text
    assert "review: no clear gain" in page
    assert "Alex Example" in page
    assert "Here today" in page


async def test_a_call_is_done_with_what_the_patient_said(
    robin: Visitor, project: Project, followup: FakeOwner
) -> None:
    await project(facts.patient())
    followup.shows["calls"] = {"calls": [CALL]}
    assert "No answer to the check-in" in (await robin.part("/parts/waiting")).text
    said = {"outcome": "reached", "score": "4", "patient": PATIENT}
    await robin.post_part("/calls/call-1/done", **said)
    [(path, body, _)] = followup.asked
    assert (path, body) == ("calls/call-1/done", {"outcome": "reached", "score": 4})


async def test_a_call_without_an_outcome_is_not_done(robin: Visitor, followup: FakeOwner) -> None:
    answer = await robin.post_part("/calls/call-1/done", patient=PATIENT)
    assert "Say whether they were reached" in answer.text
    assert followup.asked == []


async def test_what_cannot_be_shown_because_an_owner_is_away_is_said_and_the_rest_is_there(
    robin: Visitor, followup: FakeOwner, uncovered: dict[str, Any]
) -> None:
    followup.error = httpx.ConnectError("away")
    page = (await robin.part("/parts/waiting")).text
    assert page.count("Follow-up is away") == 2
    assert "Alex Example" in page
    assert "Booking is away" not in page


async def test_the_day_can_be_read_room_by_room(robin: Visitor, project: Project) -> None:
    await project(
        facts.patient(),
        facts.booked(facts.visit("with")),
        facts.booked(facts.visit("without", room=None)),
    )
    shown = (await robin.get("/?by=room")).text
    assert shown.index("Room 1") < shown.index("Without a room")
    again = await robin.post_part("/visits/with/confirm", version="1", by="room")
    assert "Without a room" in again.text
