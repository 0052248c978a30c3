"""The practice's name and zone at the top of every page: booking's, else what it last said."""

from datetime import timedelta

import httpx
import pytest

from services.dashboard import __main__ as dashboard
from services.dashboard.live.hub import Hub
from services.dashboard.pages.desk import Desk
from services.dashboard.settings import DashboardSettings
from shared.service import Ground
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner, Project
from tests.integration.dashboard.settings_shown import EMPTY
from tests.support.facts import NOW

ELM = EMPTY | {"empty": False, "practice_name": "Elm Street", "time_zone": "America/New_York"}
ELEVEN_IN_LOS_ANGELES = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
async def a_visit(project: Project) -> None:
    await project(facts.patient(), facts.booked(facts.visit(starts_at=ELEVEN_IN_LOS_ANGELES)))


async def test_until_booking_has_a_practice_the_environment_says_it(
    robin: Visitor, desk: Desk, booking: FakeOwner
) -> None:
    booking.shows["demo-practice"] = EMPTY
    await desk.neighbours.look()
    page = (await robin.get("/")).text
    assert "Your practice" in page
    assert "11:00 AM" in page


async def test_every_page_shows_bookings_name_and_keeps_bookings_time(
    robin: Visitor, desk: Desk, booking: FakeOwner
) -> None:
    booking.shows["demo-practice"] = ELM
    await desk.neighbours.look()
    page = (await robin.get("/")).text
    assert "Elm Street" in page
    assert "2:00 PM" in page
    booking.shows["demo-practice"] = ELM | {"practice_name": "Oak Street"}
    await desk.neighbours.look()
    assert "Oak Street" in (await robin.get("/calendar")).text


async def test_while_booking_is_away_what_it_last_said_holds_also_after_a_restart(
    desk: Desk, booking: FakeOwner, ground: Ground, settings: DashboardSettings, hub: Hub
) -> None:
    booking.shows["demo-practice"] = ELM
    await desk.neighbours.look()
    booking.error = httpx.ConnectError("away")
    await desk.neighbours.look()
    assert desk.practice_name == "Elm Street"
    restarted = dashboard.new_desk(ground, settings, hub, desk.owners)
    assert restarted.practice_name == "Your practice"
    await restarted.practice.recall()
    assert (restarted.practice_name, restarted.zone.key) == ("Elm Street", "America/New_York")


async def test_what_was_said_of_a_practice_that_was_removed_is_forgotten(
    desk: Desk, booking: FakeOwner
) -> None:
    booking.shows["demo-practice"] = ELM
    await desk.neighbours.look()
    booking.shows["demo-practice"] = EMPTY
    await desk.neighbours.look()
    assert (desk.practice_name, desk.zone.key) == ("Your practice", "America/Los_Angeles")


async def test_a_booking_that_says_neither_changes_nothing(desk: Desk, booking: FakeOwner) -> None:
    booking.shows["demo-practice"] = ELM
    await desk.neighbours.look()
    booking.shows["demo-practice"] = {"in_force": False, "empty": False}
    await desk.neighbours.look()
    assert desk.practice_name == "Elm Street"
