"""Buttons: the owner is asked in the staff member's name, and the desk is told what came of it."""

import httpx
import pytest

from services.dashboard.live.hints import Hints
from services.dashboard.live.hub import Hub
from shared.auth import Role
from shared.db import Database
from shared.events.alerts import AlertAcknowledged
from shared.events.appointments import AppointmentArrived, AppointmentConfirmed, VisitStatus
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT, happened
from tests.support.bus import running
from tests.support.facts import NOW

ARRIVE = "/visits/visit-1/arrive"


@pytest.fixture(autouse=True)
async def a_visit(project: Project) -> None:
    await project(facts.patient(), facts.booked(facts.visit()))


async def test_arrived_is_asked_of_booking_with_the_version_that_was_seen(
    robin: Visitor, booking: FakeOwner
) -> None:
    answer = await robin.post(ARRIVE, version="1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?day=2027-03-08")
    ((path, body, by),) = booking.asked
    assert (path, body) == ("appointments/visit-1/arrive", {"version": 1})
    assert (by.name, by.role) == ("Robin Reyes", Role.FRONT_DESK)


async def test_the_answer_shows_the_change_once_its_event_is_back(
    robin: Visitor, booking: FakeOwner, project: Project, hints: Hints, hub: Hub
) -> None:
    arrived = facts.visit(version=2, status=VisitStatus.ARRIVED)
    booking.then = lambda: project(happened(AppointmentArrived, arrived, actor="staff:x"))
    async with running(hints.run, hub.run):
        answer = await robin.post_part(ARRIVE, version="1")
    assert "/visits/visit-1/undo" in answer.text
    assert "/visits/visit-1/arrive" not in answer.text


async def test_a_practitioner_releases_a_visit_that_waits_for_a_look_and_the_desk_does_not(
    robin: Visitor,
    browser: Visitor,
    booking: FakeOwner,
    project: Project,
    add_staff: AddStaff,
) -> None:
    held = facts.visit(version=2, flags=("blood_thinners", "review"))
    await project(happened(AppointmentConfirmed, held, actor="patient"))
    release = "/visits/visit-1/release"
    assert release not in (await robin.get("/?day=2027-03-08")).text
    assert (await robin.post(release, version="2")).status_code == 403
    assert booking.asked == []
    await robin.post("/sign-out")
    await add_staff(Role.PRACTITIONER, "lin@example.org")
    await browser.sign_in("lin@example.org", PASSWORD)
    assert release in (await browser.get("/?day=2027-03-08")).text
    await browser.post(release, version="2")
    assert [path for path, *_ in booking.asked] == ["appointments/visit-1/release"]


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (409, None, "Somebody else has just changed this"),
        (403, None, "Your role may not do this"),
        (422, None, "does not allow this any more"),
        (503, None, "Booking is away right now. Nothing was changed"),
        (500, None, "did not answer in time"),
        (200, httpx.ConnectError("away"), "Booking is away right now. Nothing was changed"),
        (200, httpx.ReadTimeout("slow"), "did not answer in time"),
    ],
)
async def test_what_went_wrong_is_said_plainly_and_the_visit_stays_as_it_was(
    robin: Visitor, booking: FakeOwner, status: int, error: Exception | None, said: str
) -> None:
    booking.status, booking.error = status, error
    part = await robin.post_part(ARRIVE, version="1")
    whole = await robin.post(ARRIVE, version="1")
    assert said in part.text
    assert said in whole.text
    assert (part.status_code, whole.status_code) == (200, 503)
    assert "/visits/visit-1/arrive" in part.text


async def test_a_button_pressed_is_audited_with_what_came_of_it(
    robin: Visitor, booking: FakeOwner, db: Database
) -> None:
    booking.status = 409
    await robin.post(ARRIVE, version="1")
    async with db.transaction() as conn:
        cursor = await conn.execute(
            "select patient_id, subject from audit_entry where action = 'visit_changed'"
        )
        assert await cursor.fetchall() == [(PATIENT, "visit-1 arrive changed")]


@pytest.mark.parametrize(
    "path",
    [
        ARRIVE,
        "/replies/reply-1/read",
        "/alerts/alert-1/acknowledge",
        "/alerts/alert-1/close",
    ],
)
async def test_read_only_staff_see_no_buttons_and_cannot_press_them(
    browser: Visitor,
    add_staff: AddStaff,
    booking: FakeOwner,
    followup: FakeOwner,
    project: Project,
    db: Database,
    path: str,
) -> None:
    await project(facts.reply(), facts.alert())
    await add_staff(Role.READ_ONLY)
    await browser.sign_in("desk@example.org", PASSWORD)
    page = await browser.get("/")
    assert "Alex Example" in page.text
    assert ARRIVE not in page.text
    answer = await browser.post(path, version="1", outcome="called")
    assert answer.status_code == 403
    assert booking.asked == followup.asked == []
    async with db.transaction() as conn:
        cursor = await conn.execute("select count(*) from audit_entry where action = 'refused'")
        assert await cursor.fetchone() == (1,)


async def test_a_visit_nobody_knows_is_not_found(robin: Visitor, booking: FakeOwner) -> None:
    assert (await robin.post("/visits/other/arrive", version="1")).status_code == 404
    assert booking.asked == []


async def test_an_alert_is_acknowledged_at_followup(
    robin: Visitor, followup: FakeOwner, project: Project, hints: Hints, hub: Hub
) -> None:
    await project(facts.alert())
    seen = AlertAcknowledged(patient_id=PATIENT, alert_id="alert-1", by_staff_id="s", at=NOW)
    followup.then = lambda: project(seen)
    async with running(hints.run, hub.run):
        answer = await robin.post_part("/alerts/alert-1/acknowledge")
    assert followup.asked[0][0] == "alerts/alert-1/acknowledge"
    assert "is on it since" in answer.text


async def test_too_early_is_said_as_such(robin: Visitor, booking: FakeOwner) -> None:
    booking.status, booking.code = 409, "too_early"
    answer = await robin.post_part(ARRIVE, version="1")
    assert "too early" in answer.text


async def test_the_front_desk_takes_an_alert_in_hand_and_does_not_judge_it(
    robin: Visitor, followup: FakeOwner, project: Project
) -> None:
    await project(facts.alert())
    page = (await robin.get("/alerts")).text
    assert "/alerts/alert-1/acknowledge" in page
    assert "/alerts/alert-1/close" not in page
    answer = await robin.post("/alerts/alert-1/close", outcome="called")
    assert answer.status_code == 403
    assert followup.asked == []


async def test_an_alert_is_not_closed_without_an_outcome(
    lin: Visitor, followup: FakeOwner, project: Project
) -> None:
    await project(facts.alert())
    answer = await lin.post_part("/alerts/alert-1/close", outcome="")
    assert "Choose what came of it" in answer.text
    assert followup.asked == []


async def test_an_alert_is_closed_at_followup_with_its_outcome(
    lin: Visitor, followup: FakeOwner, project: Project
) -> None:
    await project(facts.alert())
    await lin.post("/alerts/alert-1/close", outcome="called")
    ((path, body, _),) = followup.asked
    assert (path, body) == ("alerts/alert-1/close", {"outcome": "called"})
