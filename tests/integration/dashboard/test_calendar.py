"""The calendar, and moving a visit with it."""

import re
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from shared.auth import Role
from shared.clock import SettableClock
from shared.db import Database
from shared.events.appointments import AppointmentRescheduled, Named
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import happened
from tests.support.facts import NOW

MOVE = "/visits/visit-1/move"
RIVERA = Named(id="rivera", name="Mateo Rivera")
UNDO = ("version", "day", "time", "practitioner", "room", "tell", "undo")
SAID: dict[str, Any] = {
    "day": "2027-03-09",
    "time": "14:00",
    "practitioner": "rivera",
    "version": "1",
}
THERE = facts.visit(version=2, starts_at=NOW + timedelta(days=1), practitioner=RIVERA)


@pytest.fixture(autouse=True)
def moves_there(booking: FakeOwner) -> None:
    booking.answers = {"patient_id": facts.PATIENT, "visit": THERE.model_dump(mode="json")}


@pytest.fixture(autouse=True)
async def two_visits(project: Project) -> None:
    await project(
        facts.patient(),
        facts.patient("patient-2", name="Ben Example"),
        facts.booked(facts.visit()),
        facts.booked(facts.visit("visit-2", practitioner=RIVERA), "patient-2"),
    )


@pytest.mark.parametrize("view", ["practitioners", "rooms", "week"])
async def test_every_view_shows_who_has_visits(robin: Visitor, view: str) -> None:
    shown = await robin.get(f"/calendar?day=2027-03-08&view={view}")
    assert ("Room 1" if view == "rooms" else "Mateo Rivera") in shown.text


async def test_the_week_of_one_practitioner_has_a_column_for_each_day(robin: Visitor) -> None:
    shown = await robin.get("/calendar?day=2027-03-10&view=week&who=rivera")
    assert "Ben Example" in shown.text
    assert "Alex Example" not in shown.text
    assert 'data-column="2027-03-14"' in shown.text


async def test_the_form_lists_what_the_new_time_would_overlap(robin: Visitor) -> None:
    """Not the visit itself, and not what only touches it."""
    over = await robin.get(f"{MOVE}?time=11:30&practitioner=rivera")
    assert "Ben Example" in over.text
    beside = await robin.get(f"{MOVE}?time=12:00&practitioner=rivera")
    assert "Ben Example" not in beside.text


@pytest.mark.parametrize("tell", ["yes", "no"])
async def test_s21_a_move_says_to_booking_whether_the_patient_is_told_and_that_is_written_down(
    robin: Visitor, booking: FakeOwner, db: Database, tell: str
) -> None:
    answer = await robin.post(MOVE, page=MOVE, tell=tell, **SAID)
    assert answer.headers["location"].startswith("/calendar?day=2027-03-09&moved=visit-1")
    [(path, body, _)] = booking.asked
    assert path == "appointments/visit-1/move"
    assert body == {
        "version": 1,
        "starts_at": "2027-03-09T14:00:00-08:00",
        "practitioner": "rivera",
        "tell_patient": tell == "yes",
    }
    async with db.transaction() as conn:
        found = await conn.execute("select subject from audit_entry where action = 'visit_moved'")
        assert await found.fetchall() == [(f"visit-1 tell={tell} done",)]


async def test_a_move_can_be_taken_back_to_where_the_visit_was(
    robin: Visitor, booking: FakeOwner, project: Project
) -> None:
    moved = await robin.post(MOVE, page=MOVE, tell="yes", **SAID)
    before = NOW + timedelta(hours=1)
    await project(
        happened(AppointmentRescheduled, THERE, previous_starts_at=before, tell_patient=True)
    )
    shown = await robin.get(moved.headers["location"])
    said = dict(re.findall(r'name="(\w+)" value="([^"]*)"', shown.text.split("Undo")[0]))
    await robin.post(MOVE, **{name: said[name] for name in UNDO})
    [*_, (path, body, _)] = booking.asked
    assert path == "appointments/visit-1/move"
    assert datetime.fromisoformat(body["starts_at"]) == before
    assert (body["version"], body["practitioner"], body["tell_patient"]) == (2, "lin", True)


async def test_a_move_is_told_as_booking_answered_it_while_its_news_is_on_the_way(
    robin: Visitor,
) -> None:
    moved = await robin.post(MOVE, page=MOVE, tell="yes", **SAID)
    notice = (await robin.get(moved.headers["location"])).text.split("Undo")[0]
    assert "Alex Example is now Tue, Mar 9, 10:00 AM, Mateo Rivera." in notice
    assert dict(re.findall(r'name="(\w+)" value="([^"]*)"', notice))["version"] == "2"


@pytest.mark.parametrize("tell", ["yes", "no"])
async def test_a_visit_is_cancelled_by_the_clinic_with_the_patient_told_or_not(
    robin: Visitor, booking: FakeOwner, tell: str
) -> None:
    answer = await robin.post("/visits/visit-1/cancel", page=MOVE, version="1", tell=tell)
    assert answer.headers["location"] == "/calendar?day=2027-03-08"
    [(path, body, _)] = booking.asked
    assert path == "appointments/visit-1/cancel"
    assert body == {"version": 1, "tell_patient": tell == "yes"}


async def test_s21_without_an_answer_to_tell_the_patient_nothing_is_asked_of_booking(
    robin: Visitor, booking: FakeOwner
) -> None:
    answer = await robin.post(MOVE, page=MOVE, **SAID)
    assert "Choose whether the patient is told" in answer.text
    assert booking.asked == []


async def test_s102_the_slower_of_two_hears_who_was_quicker_and_how_long_ago(
    robin: Visitor,
    booking: FakeOwner,
    project: Project,
    add_staff: AddStaff,
    clock: SettableClock,
) -> None:
    other = await add_staff(Role.OWNER, "mei@example.org")
    moved = facts.visit(version=2, starts_at=NOW + timedelta(hours=3))
    await project(
        happened(
            AppointmentRescheduled,
            moved,
            actor=f"staff:{other}",
            previous_starts_at=NOW + timedelta(hours=1),
            tell_patient=True,
        )
    )
    clock.set(NOW + timedelta(seconds=10))
    booking.status, booking.code = 409, "changed_meanwhile"
    answer = await robin.post(MOVE, page=MOVE, tell="yes", **SAID)
    assert "Changed by Robin Reyes 10 s ago" in answer.text
    assert 'value="14:00"' in answer.text  # what was wished for is still there
    assert 'name="version" value="2"' in answer.text
    again = await robin.post("/visits/visit-1/confirm", version="1")
    assert "Changed by Robin Reyes 10 s ago" in again.text


async def test_a_time_booking_refuses_can_be_had_with_a_reason(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.status, booking.code = 409, "outside_hours"
    refused = await robin.post(MOVE, page=MOVE, tell="no", **SAID)
    assert "Why it should go there all the same" in refused.text
    booking.status = 200
    await robin.post(MOVE, page=MOVE, tell="no", reason="Agreed by phone", **SAID)
    body = booking.asked[-1][1]
    assert (body["overrule"], body["reason"]) == (True, "Agreed by phone")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every statement from here on."""
    statements: list[object] = []
    execute = psycopg.AsyncCursor.execute

    async def noting(cursor: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
        statements.append(query)
        return await execute(cursor, query, *args, **kwargs)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noting)
    return statements


async def test_the_week_of_ten_practitioners_with_5000_visits_asks_no_more_than_an_empty_one(
    robin: Visitor, db: Database, asked: list[object]
) -> None:
    async with db.transaction() as conn:
        await conn.execute(
            """insert into visit (appointment_id, patient_id, version, status, starts_at, ends_at,
                                  treatment, practitioner, practitioner_id, flags)
               select 'many-' || n, 'p-' || n, 1, 'booked', %(monday)s + n %% 7200 * interval '1 min',
                      %(monday)s + (n %% 7200 + 60) * interval '1 min', 'Acupuncture',
                      'Practitioner ' || n %% 10, 'who-' || n %% 10, '{}'
               from generate_series(1, 5000) n""",
            {"monday": NOW - timedelta(hours=4)},
        )
    asked.clear()
    empty = await robin.get("/calendar?day=2029-03-08&view=week")
    for_empty = len(asked)
    asked.clear()
    full = await robin.get("/calendar?day=2027-03-08&view=week")
    assert "Practitioner 9" in full.text
    assert "Practitioner 9" not in empty.text
    assert 0 < len(asked) <= for_empty


async def test_who_works_here_has_a_column_before_there_is_a_first_visit(
    robin: Visitor, booking: FakeOwner
) -> None:
    """And may be given a visit; while booking is away those who are seen must do."""
    working = [{"id": "rivera", "name": "Mateo Rivera"}, {"id": "new", "name": "Dr. Ada New"}]
    booking.shows["practitioners"] = working
    shown = (await robin.get("/calendar?day=2027-03-08")).text
    assert 'data-column="new"' in shown
    assert shown.index("Dr. Ada New") < shown.index("Mateo Rivera")
    assert 'value="new"' in (await robin.get(MOVE)).text
    booking.shows.clear()
    assert 'data-column="rivera"' in (await robin.get("/calendar?day=2027-03-08")).text
