"""The operations page: what it says, what it lets do, and with everybody else away."""

import httpx
import pytest

from shared import inbox
from shared.auth import Role
from shared.db import Database
from shared.inbox import Record
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner
from tests.support.facts import NOW

STATE = {
    "service": "booking",
    "at": NOW.isoformat(),
    "outbox": {"waiting": 3, "oldest_at": NOW.isoformat()},
    "lag": [],
    "last_event_at": NOW.isoformat(),
    "dead_letters_waiting": 1,
    "dead_letters": [
        {
            "id": 17,
            "topic": "clinic.replies",
            "type": "meridian.notify.reply_received.v1",
            "event_id": "an-event",
            "reason": "PoisonError",
            "attempts": 5,
            "failed_at": NOW.isoformat(),
        }
    ],
    "figures": {},
}


@pytest.fixture
async def owner(browser: Visitor, add_staff: AddStaff) -> Visitor:
    await add_staff(Role.OWNER)
    await browser.sign_in("desk@example.org", PASSWORD)
    return browser


async def bury(db: Database) -> int:
    record = Record("clinic.patients", 0, 4, b"p", b"not an event", ())
    async with db.transaction() as conn:
        return await inbox.bury(conn, record, reason="no CloudEvent", attempts=1, at=NOW)


async def test_with_every_other_service_away_it_opens_and_says_so(
    owner: Visitor, booking: FakeOwner, followup: FakeOwner, notify: FakeOwner
) -> None:
    for service in (booking, followup, notify):
        service.error = httpx.ConnectError("away")
    page = await owner.get("/operations")
    assert page.status_code == 200
    for name in ("Booking", "Notify", "Followup"):
        assert f"{name} does not answer." in page.text


async def test_a_services_own_words_are_shown_and_its_dead_letter_is_tried_again_there(
    owner: Visitor, booking: FakeOwner
) -> None:
    booking.shows["operations"] = STATE
    page = (await owner.get("/operations")).text
    assert "meridian.notify.reply_received.v1" in page
    sent = await owner.post("/operations/booking/dead-letters/17/replay", page="/operations")
    assert sent.status_code == 303
    assert booking.asked[-1][0] == "operations/dead-letters/17/replay"


async def test_s122_what_still_cannot_be_applied_is_said(
    owner: Visitor, booking: FakeOwner
) -> None:
    booking.shows["operations"] = STATE
    booking.status = 409
    sent = await owner.post("/operations/booking/dead-letters/17/replay", page="/operations")
    assert "It still cannot be applied" in sent.text


async def test_the_dashboards_own_dead_letters_are_read_and_tried_here(
    owner: Visitor, db: Database
) -> None:
    letter_id = await bury(db)
    assert "no CloudEvent" in (await owner.get("/operations")).text
    shown = await owner.get(f"/operations/dashboard/dead-letters/{letter_id}")
    assert "unreadable_bytes" in shown.text
    address = f"/operations/dashboard/dead-letters/{letter_id}/replay"
    assert "still cannot" in (await owner.post(address, page="/operations")).text


async def test_a_service_nobody_knows_is_not_asked(owner: Visitor) -> None:
    assert (await owner.get("/operations/elsewhere/dead-letters/1")).status_code == 404


async def test_a_kind_of_text_is_held_by_asking_notify(owner: Visitor, notify: FakeOwner) -> None:
    sent = await owner.post(
        "/operations/switches", page="/operations", kind="reminder", state="off", why="wrong hours"
    )
    assert sent.status_code == 303
    path, body, by = notify.asked[-1]
    assert (path, body) == ("switches/reminder", {"state": "off", "why": "wrong hours"})
    assert by.role is Role.OWNER


async def test_s120_an_alarm_of_notify_rings_until_it_is_over(
    owner: Visitor, notify: FakeOwner
) -> None:
    alarm = {"name": "late", "says": "Texts go out late", "raised_at": NOW.isoformat()}
    notify.shows["alarms"] = [{**alarm, "cleared_at": None}]
    ringing = (await owner.get("/operations")).text
    assert "Texts go out late, since" in ringing
    assert "Alarms that are over" not in ringing
    notify.shows["alarms"] = [{**alarm, "cleared_at": NOW.isoformat()}]
    over = (await owner.get("/operations")).text
    assert "Alarms that are over" in over
    assert "Texts go out late, since" not in over
