"""Classes on Today and the calendar: one line, who comes inside it."""

from typing import Any

import httpx

from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner, Project

PART = "/parts/classes?first=2027-03-08&last=2027-03-08"


def qigong(**changes: Any) -> dict[str, Any]:
    who = {"appointment_id": "visit-1", "patient_id": "patient-1", "patient_name": "Alex Example"}
    held = {
        "treatment": {"id": "qigong-class", "name": "Qigong class"},
        "practitioner": {"id": "rivera", "name": "Mateo Rivera"},
        "starts_at": "2027-03-08T18:00:00-08:00",
        "ends_at": "2027-03-08T19:00:00-08:00",
        "held": True,
        "seats": 8,
        "seats_left": 7,
        "coming": [{**who, "status": "booked"}],
    }
    return {**held, **changes}


async def test_a_class_is_one_line_with_its_seats_and_who_comes(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.shows["classes"] = [qigong()]
    shown = await robin.get(PART)
    assert "6:00 PM Qigong class" in shown.text
    assert "1 of 8 seats taken" in shown.text
    assert "Alex Example" in shown.text
    booking.shows["classes"] = [qigong(held=False)]
    assert "No longer held: tell who comes" in (await robin.get(PART)).text


async def test_while_booking_is_away_that_is_said_and_nothing_where_there_is_no_practice(
    robin: Visitor, booking: FakeOwner
) -> None:
    assert (await robin.get(PART)).text.strip() == ""
    booking.error = httpx.ConnectError("away")
    assert "classes cannot be shown" in (await robin.get(PART)).text


async def test_those_of_one_class_are_one_block_of_the_calendar(
    robin: Visitor, project: Project
) -> None:
    await project(
        facts.patient(),
        facts.patient("patient-2", name="Ben Example"),
        facts.booked(facts.visit()),
        facts.booked(facts.visit("visit-2"), "patient-2"),
    )
    shown = await robin.get("/calendar?day=2027-03-08")
    assert shown.text.count("calendar-class") == 1
    assert "2 come" in shown.text
    assert "calendar-shared" not in shown.text
