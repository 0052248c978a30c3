"""The waitlist and recall: what the events say, and what booking is asked for."""

from datetime import timedelta

import pytest

from shared.auth import Role
from shared.events.appointments import Named
from shared.events.planning import (
    Offer,
    OfferState,
    RecallState,
    WaitlistCallClosed,
    WaitlistCallOpened,
    WaitlistEntryChanged,
    WaitlistState,
)
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.integration.dashboard.test_planning import recall
from tests.support.facts import NOW

KEY = "0195d7a0-0000-7000-8000-000000000005"
LIN = Named(id="lin", name="Dr. Chianni Lin")
ACUPUNCTURE = Named(id="acupuncture", name="Acupuncture")


def entry(version: int, state: WaitlistState, *offers: OfferState) -> WaitlistEntryChanged:
    made = tuple(
        Offer(
            offer_id=KEY,
            state=offer,
            starts_at=NOW + timedelta(days=1),
            practitioner=LIN,
            offered_at=NOW,
            reply_by_at=NOW + timedelta(hours=1),
        )
        for offer in offers
    )
    return WaitlistEntryChanged(
        patient_id=PATIENT,
        entry_id=KEY,
        version=version,
        state=state,
        treatment=ACUPUNCTURE,
        practitioner=None,
        location_id="main",
        weekdays=(2, 4),
        from_time="09:00",
        until_time="13:00",
        notice_hours=3,
        last_on=None,
        appointment_id=None,
        joined_at=NOW,
        offers=made,
        actor="patient",
    )


def call() -> WaitlistCallOpened:
    return WaitlistCallOpened(
        patient_id=PATIENT,
        call_id=KEY,
        entry_id=KEY,
        turn=1,
        treatment=ACUPUNCTURE,
        practitioner=LIN,
        starts_at=NOW + timedelta(hours=2),
        opened_at=NOW,
    )


@pytest.fixture(autouse=True)
async def a_patient(project: Project) -> None:
    await project(facts.patient())


async def test_an_open_offer_is_shown_with_its_time_and_until_when_it_holds(
    robin: Visitor, project: Project
) -> None:
    await project(entry(2, WaitlistState.WAITING, OfferState.OPEN))
    shown = (await robin.get("/waitlist")).text
    assert "Tue, Thu, 09:00 to 13:00" in shown
    assert "Offered Tue, Mar 9, 10:00 AM" in shown
    assert "1 offer waits for an answer" in (await robin.part("/parts/waiting")).text


async def test_who_has_taken_an_offer_waits_no_longer(robin: Visitor, project: Project) -> None:
    await project(entry(3, WaitlistState.BOOKED, OfferState.ACCEPTED))
    await project(entry(2, WaitlistState.WAITING, OfferState.OPEN))
    assert "Nobody is on the waitlist" in (await robin.get("/waitlist")).text


async def test_a_time_that_came_free_too_late_for_texts_is_a_call_until_it_is_made(
    robin: Visitor, project: Project
) -> None:
    await project(call())
    assert "Mon, Mar 8, 12:00 PM" in (await robin.get("/waitlist")).text
    assert "A time is free" in (await robin.part("/parts/waiting")).text
    await project(
        WaitlistCallClosed(
            patient_id=PATIENT, call_id=KEY, outcome="declined", actor="staff:x", at=NOW
        )
    )
    assert "Call about a free time" not in (await robin.get("/waitlist")).text


@pytest.mark.parametrize(
    ("path", "asked", "body"),
    [
        (f"/waitlist/{KEY}/leave", f"waitlist/{KEY}/leave", {}),
        (f"/waitlist/offers/{KEY}/accept", f"waitlist/offers/{KEY}/accept", {}),
        (f"/waitlist/offers/{KEY}/withdraw", f"waitlist/offers/{KEY}/withdraw", {}),
        (f"/waitlist/calls/{KEY}/book", f"waitlist/calls/{KEY}/book", {}),
        (
            f"/waitlist/calls/{KEY}/declined",
            f"waitlist/calls/{KEY}/close",
            {"outcome": "declined"},
        ),
        (f"/recalls/{KEY}/text", f"recall/{KEY}/text", {}),
        (f"/recalls/{KEY}/snooze", f"recall/{KEY}/snooze", {"until": "2027-04-05"}),
        (f"/recalls/{KEY}/done", f"recall/{KEY}/done", {}),
    ],
)
async def test_each_button_asks_booking(
    robin: Visitor, booking: FakeOwner, path: str, asked: str, body: dict[str, str]
) -> None:
    answer = await robin.post(path, patient=PATIENT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/waitlist")
    [(said_path, said_body, by)] = booking.asked
    assert (said_path, said_body, by.name) == (asked, body, "Robin Reyes")


async def test_while_booking_is_away_the_list_is_still_there_and_that_is_said(
    robin: Visitor, booking: FakeOwner, project: Project
) -> None:
    await project(entry(1, WaitlistState.WAITING))
    booking.status = 503
    answer = await robin.post(f"/waitlist/{KEY}/leave", patient=PATIENT)
    assert "Booking is away right now" in answer.text
    assert "Alex Example" in answer.text


async def test_who_is_due_to_come_again_is_listed_until_they_have_booked(
    robin: Visitor, project: Project
) -> None:
    await project(recall(1, RecallState.DUE))
    assert "in the middle of a course" in (await robin.get("/waitlist")).text
    await project(recall(2, RecallState.BOOKED))
    assert "Nobody is due to be asked" in (await robin.get("/waitlist")).text


async def test_read_only_staff_see_the_list_and_change_nothing(
    browser: Visitor, add_staff: AddStaff, booking: FakeOwner, project: Project
) -> None:
    await project(entry(1, WaitlistState.WAITING))
    await add_staff(Role.READ_ONLY)
    await browser.sign_in("desk@example.org", PASSWORD)
    shown = (await browser.get("/waitlist")).text
    assert ("Alex Example" in shown, "Take off the list" in shown) == (True, False)
    assert (await browser.post(f"/waitlist/{KEY}/leave")).status_code == 403
    assert booking.asked == []
