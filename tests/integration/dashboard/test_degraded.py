"""With others away the desk goes on reading, says what is away, and heals."""

import httpx
import pytest

from services.dashboard.neighbours import MISSES
from services.dashboard.pages.desk import Desk
from shared.db import Database
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.support.facts import NOW

PAGES = ("/", "/calendar", "/inbox", "/alerts", "/account", "/operations", f"/patients/{PATIENT}")


async def look(desk: Desk, times: int = MISSES) -> None:
    for _ in range(times):
        await desk.neighbours.look()


async def test_with_booking_notify_and_followup_stopped_every_page_opens_and_says_so(
    robin: Visitor,
    desk: Desk,
    project: Project,
    booking: FakeOwner,
    notify: FakeOwner,
    followup: FakeOwner,
) -> None:
    await project(facts.patient())
    for owner in (booking, notify, followup):
        owner.error = httpx.ConnectError("away")
    await look(desk)
    for path in PAGES:
        page = await robin.get(path)
        assert page.status_code == 200, path
        assert "Booking and Texting and Follow-up are away." in page.text, path
    assert "Alex Example" in (await robin.get(f"/patients/{PATIENT}")).text


async def test_when_they_return_the_page_says_nothing_any_more(
    robin: Visitor, desk: Desk, booking: FakeOwner
) -> None:
    booking.error = httpx.ConnectError("away")
    await look(desk)
    assert "Booking is away." in (await robin.part("/parts/standing")).text
    booking.error = None
    await look(desk, 1)
    assert (await robin.part("/parts/standing")).text.strip() == ""


async def test_a_service_that_misses_one_look_is_no_news(
    robin: Visitor, desk: Desk, booking: FakeOwner
) -> None:
    booking.error = httpx.ConnectError("away")
    await look(desk, MISSES - 1)
    assert (await robin.part("/parts/standing")).text.strip() == ""


@pytest.mark.parametrize(("records", "said"), [(200, False), (201, True)])
async def test_a_page_that_is_behind_says_by_how_much(
    robin: Visitor, desk: Desk, records: int, said: bool
) -> None:
    lag = desk.operations._metrics.consumer_lag
    lag.labels("clinic.messages", "0").set(records)
    assert (f"{records} events are still to come" in (await robin.get("/")).text) is said


async def test_with_the_broker_away_a_page_says_since_when_there_is_no_news(
    robin: Visitor, desk: Desk
) -> None:
    gauge = desk.operations._metrics.broker_away_since
    gauge.set(NOW.timestamp())
    assert "No news since Mon, Mar 8, 10:00 AM:" in (await robin.get("/")).text
    gauge.set(0)
    assert (await robin.part("/parts/standing")).text.strip() == ""


async def test_without_its_database_it_says_so_and_looks_again_by_itself(
    robin: Visitor, desk: Desk
) -> None:
    async with Database("postgresql://nobody@127.0.0.1:1/nowhere", pool_size=2) as nowhere:
        object.__setattr__(desk, "db", nowhere)
        page = await robin.get("/calendar")
        part = await robin.part("/parts/panels")
    assert page.status_code == part.status_code == 503
    assert "cannot reach its database" in page.text
    assert 'http-equiv="refresh" content="10;url=/calendar"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert part.text == ""
