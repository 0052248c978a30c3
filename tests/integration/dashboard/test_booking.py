"""A new visit at the desk, and time off."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.auth import Role
from shared.db import Database
from shared.events.messages import TextingStopped
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.support.facts import NOW

NEW = "/visits/new"
KEY = "0195d7a0-0000-7000-8000-000000000002"
OTHER_KEY = "0195d7a0-0000-7000-8000-000000000003"
WHEN: dict[str, Any] = {
    "day": "2027-03-09",
    "time": "14:00",
    "practitioner": "lin",
    "request_id": KEY,
}
CATALOGUE: dict[str, Any] = {
    "treatments": [
        {"id": "acupuncture", "name": "Acupuncture", "minutes": 60, "practitioners": ["lin"]},
        {"id": "massage", "name": "Massage", "minutes": 30, "practitioners": ["rivera"]},
    ],
    "practitioners": [
        {"id": "lin", "name": "Dr. Chianni Lin"},
        {"id": "rivera", "name": "Mateo Rivera"},
    ],
    "practice": {
        "text_consent_wording": "May we text you about your visits?",
        "email_offered": True,
        "email_consent_wording": "May we e-mail you about this visit?",
    },
}
OFF = {
    "id": KEY,
    "practitioner": "lin",
    "starts_at": "2027-03-12T00:00:00-08:00",
    "ends_at": "2027-03-12T23:59:00-08:00",
    "reason": "Course",
}


@pytest.fixture(autouse=True)
async def a_practice(booking: FakeOwner, project: Project) -> None:
    booking.shows.update(CATALOGUE)
    booking.answers = {"id": "visit-9"}
    await project(facts.patient(), facts.booked(facts.visit()))


async def test_the_form_knows_the_time_that_was_tapped_and_what_the_practitioner_gives(
    robin: Visitor,
) -> None:
    shown = await robin.part(f"{NEW}?day=2027-03-09&time=14:00&practitioner=lin")
    assert 'value="14:00"' in shown.text
    assert "Acupuncture" in shown.text
    assert "Massage" not in shown.text


async def test_the_form_warns_of_a_visit_that_is_there_already(robin: Visitor) -> None:
    shown = await robin.part(f"{NEW}?day=2027-03-08&time=11:30&practitioner=lin")
    assert "At the same time" in shown.text
    assert "At the same time" not in (await robin.part(f"{NEW}?time=12:00&practitioner=lin")).text


async def test_a_patient_is_found_while_typing_and_nothing_typed_is_in_an_address(
    robin: Visitor,
) -> None:
    found = await robin.post_part(f"{NEW}/patients", words="exam")
    assert f'value="{PATIENT}"' in found.text
    assert str(found.request.url) == f"http://desk{NEW}/patients"


@pytest.mark.parametrize(
    ("booked", "said"),
    [("visit-1", "Alex Example: "), ("visit-whose-news-is-on-the-way", "shows here in a moment")],
)
async def test_the_calendar_says_that_it_is_booked_also_before_the_visit_shows(
    robin: Visitor, booked: str, said: str
) -> None:
    shown = (await robin.get(f"/calendar?day=2027-03-08&booked={booked}")).text
    assert '<h2 class="notice-title">Booked</h2>' in shown
    assert said in shown


BY_TEXT = "The confirmation text goes by itself."
BY_EMAIL = "The patient has not agreed to texts: the confirmation goes by e-mail."
BY_NOTHING = "The patient has not agreed to texts, so no confirmation goes. Tell them the time"


@pytest.mark.parametrize(
    ("known", "said_in_the_form", "emailing", "said"),
    [
        ({}, "", None, BY_TEXT),
        ({"consent": False}, "", None, BY_NOTHING),
        ({"consent": False}, "", False, BY_NOTHING),
        ({"consent": False}, "", True, BY_EMAIL),
        ({"consent": False}, "&emails=yes", None, BY_EMAIL),
        ({"consent": False}, "&agreed=yes", None, BY_TEXT),  # its news is on the way
        ({"phone": None}, "", None, "No mobile number is known, so no confirmation goes."),
    ],
)
async def test_after_booking_it_is_said_what_will_become_of_the_confirmation(
    robin: Visitor,
    notify: FakeOwner,
    project: Project,
    known: dict[str, Any],
    said_in_the_form: str,
    emailing: bool | None,
    said: str,
) -> None:
    await project(facts.patient(version=2, **known))
    if emailing is not None:
        notify.shows[f"patients/{PATIENT}/emailing"] = {
            "may_email": emailing,
            "why_not": None if emailing else "no_email_consent",
            "reminders": emailing,
            "address": None,
        }
    address = f"/calendar?day=2027-03-08&booked=visit-1{said_in_the_form}"
    assert said in (await robin.get(address)).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"consent": "yes"}, BY_TEXT), ({"email": "bo@example.org"}, BY_EMAIL), ({}, BY_NOTHING)],
)
async def test_of_somebody_new_what_the_desk_was_just_told_counts(
    robin: Visitor, fields: dict[str, Any], said: str
) -> None:
    new = {"patient": "new", "name": "Bo Example", "phone": "+13105550199", "treatment": "massage"}
    booked = await robin.post(NEW, page=NEW, **new, **fields, **WHEN)
    assert said in (await robin.get(booked.headers["location"])).text


async def test_s60_after_a_stop_a_yes_at_the_desk_does_not_promise_a_text(
    robin: Visitor, project: Project
) -> None:
    await project(TextingStopped(patient_id=PATIENT, at=NOW, source="keyword"))
    shown = (await robin.get("/calendar?day=2027-03-08&booked=visit-1&agreed=yes")).text
    assert "The patient has stopped texts, so no confirmation goes." in shown


async def test_a_known_patient_is_booked_as_booking_knows_them(
    robin: Visitor, booking: FakeOwner, db: Database
) -> None:
    answer = await robin.post(NEW, page=NEW, patient=PATIENT, treatment="acupuncture", **WHEN)
    assert answer.headers["location"] == "/calendar?day=2027-03-09&booked=visit-9"
    [(path, body, by)] = booking.asked
    assert (path, by.name) == ("appointments", "Robin Reyes")
    assert body == {
        "treatment": "acupuncture",
        "practitioner": "lin",
        "starts_at": "2027-03-09T14:00:00-08:00",
        "patient": {
            "name": "Alex Example",
            "phone": "+13105550123",
            "language": "en",
            "birth_date": "1980-05-17",
        },
        "text_consent": False,
    }
    async with db.transaction() as conn:
        found = await conn.execute(
            "select patient_id, subject from audit_entry where action = 'visit_booked'"
        )
        assert await found.fetchall() == [(PATIENT, "2027-03-09T14:00:00-08:00 done")]


async def test_somebody_new_needs_a_name_and_a_phone_and_may_agree_to_texts(
    robin: Visitor, booking: FakeOwner
) -> None:
    said: dict[str, Any] = {
        "patient": "new",
        "name": "Kim Sample",
        "treatment": "acupuncture",
        **WHEN,
    }
    refused = await robin.post(NEW, page=NEW, **said)
    assert "A new patient needs a name and a mobile number" in refused.text
    assert booking.asked == []
    await robin.post(NEW, page=NEW, phone="310-555-0199", consent="yes", **said)
    [(_, body, _)] = booking.asked
    assert body["patient"] == {"name": "Kim Sample", "phone": "310-555-0199"}
    assert body["text_consent"] is True


async def test_a_time_that_is_not_free_is_booked_only_with_a_reason(
    robin: Visitor, booking: FakeOwner
) -> None:
    said: dict[str, Any] = {"patient": PATIENT, "treatment": "acupuncture", **WHEN}
    booking.status, booking.code = 409, "slot_taken"
    warned = await robin.post(NEW, page=NEW, **said)
    assert "Why it is booked all the same" in warned.text
    assert KEY not in warned.text, "booking keeps the refusal under that key for good"
    booking.status = 201
    again = {**said, "request_id": OTHER_KEY}
    done = await robin.post(NEW, page=NEW, reason="She is in great pain", **again)
    assert done.status_code == 303
    assert booking.asked[-1][1]["overrule_reason"] == "She is in great pain"


async def test_s08_a_walk_in_that_is_too_soon_has_its_usual_reason_typed_already(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.status, booking.code = 409, "notice"
    warned = await robin.post(NEW, page=NEW, patient=PATIENT, treatment="acupuncture", **WHEN)
    assert 'value="Walk-in"' in warned.text


async def test_a_booking_that_may_have_been_made_is_sent_again_under_the_same_key(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.status = 500
    unsure = await robin.post(NEW, page=NEW, patient=PATIENT, treatment="acupuncture", **WHEN)
    assert KEY in unsure.text


async def test_while_booking_is_away_the_form_says_so_instead_of_offering_anything(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.error = httpx.ConnectError("away")
    shown = await robin.get(NEW)
    assert "Booking is away right now" in shown.text
    assert 'name="treatment"' not in shown.text


async def test_s25_time_off_over_booked_visits_is_saved_and_they_are_listed_as_uncovered(
    robin: Visitor, booking: FakeOwner
) -> None:
    said: dict[str, Any] = {
        "practitioner": "lin",
        "first": "2027-03-12",
        "last": "2027-03-12",
        "reason": "Course",
    }
    saved = await robin.post("/time-off", **said)
    assert saved.headers["location"] == "/time-off?day=2027-03-12"
    [(path, body, _)] = booking.asked
    assert (path, body["practitioner"]) == ("time-off", "lin")
    assert body["starts_at"] == "2027-03-12T00:00:00-08:00"
    assert body["ends_at"] == "2027-03-12T23:59:00-08:00"
    four = [facts.visit(f"visit-{n}", starts_at=NOW + timedelta(days=4)) for n in range(4)]
    booking.shows["time-off"] = [OFF]
    booking.shows["uncovered"] = [
        {"patient_id": PATIENT, "patient_name": "Alex", "visit": v.model_dump(mode="json")}
        for v in four
    ]
    shown = (await robin.get("/time-off")).text
    assert shown.count("Offer new times by text") == 4
    assert "Fri, Mar 12 (Course)" in shown


async def test_the_calendar_says_who_is_away(robin: Visitor, booking: FakeOwner) -> None:
    booking.shows["time-off"] = [OFF]
    shown = await robin.part("/parts/time-off?first=2027-03-12&last=2027-03-12")
    assert "Dr. Chianni Lin" in shown.text


async def test_time_off_is_removed_at_booking(robin: Visitor, booking: FakeOwner) -> None:
    booking.status = 204
    await robin.post(f"/time-off/{KEY}/remove")
    assert [asked[0] for asked in booking.asked] == [f"time-off/{KEY}"]


async def test_time_off_that_ends_before_it_begins_is_not_asked_for(
    robin: Visitor, booking: FakeOwner
) -> None:
    said: dict[str, Any] = {"practitioner": "lin", "first": "2027-03-12", "last": "2027-03-11"}
    assert "The end must be after the beginning" in (await robin.post("/time-off", **said)).text
    assert booking.asked == []


@pytest.mark.parametrize("path", [NEW, "/time-off", f"/time-off/{KEY}/remove"])
async def test_read_only_staff_cannot_book_or_plan_time_off(
    browser: Visitor, add_staff: AddStaff, booking: FakeOwner, path: str
) -> None:
    await add_staff(Role.READ_ONLY)
    await browser.sign_in("desk@example.org", PASSWORD)
    said: dict[str, Any] = {**WHEN, "patient": PATIENT, "treatment": "acupuncture"}
    assert (await browser.post(path, **said)).status_code == 403
    assert booking.asked == []
