"""What is made once for all open pages shows each of them what it may see, and what is new."""

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from services.dashboard.live.hints import Hint, Kind
from services.dashboard.live.hub import Hub
from shared.auth import Role
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.test_classes import PART, qigong

CALENDAR = "/parts/calendar?day=2027-03-08&view=practitioners"
BEN = {"appointment_id": "visit-2", "patient_id": "patient-2", "patient_name": "Ben Example"}
MARK = "calendar-visit"


@pytest.fixture(autouse=True)
def heard(hub: Hub) -> None:
    """Without hints nothing is kept."""
    hub._spread(Hint("1", {}))


def tell(hub: Hub, number: int, kind: Kind) -> None:
    hub._spread(Hint(str(number), {"patient-2": frozenset({kind})}))


async def test_booking_is_asked_for_classes_once_until_a_visit_changes(
    robin: Visitor, booking: FakeOwner, hub: Hub
) -> None:
    booking.shows["classes"] = [qigong()]
    assert "1 of 8 seats taken" in (await robin.part(PART)).text
    first = qigong()["coming"]
    booking.shows["classes"] = [qigong(coming=[*first, {**BEN, "status": "booked"}])]
    assert "1 of 8 seats taken" in (await robin.part(PART)).text
    tell(hub, 2, Kind.VISITS)
    assert "2 of 8 seats taken" in (await robin.part(PART)).text


async def test_a_shared_calendar_has_the_new_visit_once_it_was_told(
    robin: Visitor, project: Project, hub: Hub
) -> None:
    await project(facts.patient(), facts.booked(facts.visit()))
    assert (await robin.part(CALENDAR)).text.count(f'class="{MARK} ') == 1
    await project(facts.patient("patient-2"), facts.booked(facts.visit("visit-2"), "patient-2"))
    tell(hub, 2, Kind.VISITS)
    assert (await robin.part(CALENDAR)).text.count(f'class="{MARK} ') == 2


async def test_who_may_only_read_is_given_no_visit_to_drag(
    robin: Visitor, add_staff: AddStaff, app: FastAPI, project: Project
) -> None:
    await project(facts.patient(), facts.booked(facts.visit()))
    assert "draggable" in (await robin.part(CALENDAR)).text
    await add_staff(Role.READ_ONLY, "reader@example.org")
    reader = Visitor(AsyncClient(transport=ASGITransport(app), base_url="http://desk"))
    await reader.sign_in("reader@example.org", PASSWORD)
    shown = (await reader.part(CALENDAR)).text
    assert MARK in shown
    assert "draggable" not in shown
    await reader.client.aclose()
