"""E-mails to one patient: whether they go, and stopping them."""

from typing import Any, NoReturn

import httpx
import pytest

from services.dashboard.pages.desk import Desk
from shared.auth import Role
from shared.db import Database
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT

HERE = f"/patients/{PATIENT}/emailing"
SHOWN = f"patients/{PATIENT}/emailing"
GOES = {"may_email": True, "why_not": None, "reminders": True, "address": "alex@mail.example"}


def none_goes(why_not: str) -> dict[str, Any]:
    return {"may_email": False, "why_not": why_not, "reminders": False, "address": None}


@pytest.fixture(autouse=True)
async def a_patient(notify: FakeOwner, project: Project) -> None:
    notify.shows[SHOWN] = GOES
    await project(facts.patient())


async def test_a_patients_page_asks_for_the_part_about_e_mails(robin: Visitor) -> None:
    assert f'hx-get="{HERE}"' in (await robin.get(f"/patients/{PATIENT}")).text
    part = (await robin.part(HERE)).text
    assert "alex@mail.example" in part
    assert "<html" not in part
    assert "Alex Example" in (await robin.get(HERE)).text


async def test_one_who_unsubscribed_from_reminders_still_gets_the_rest(
    robin: Visitor, notify: FakeOwner
) -> None:
    notify.shows[SHOWN] = GOES | {"reminders": False}
    assert "but no reminders" in (await robin.part(HERE)).text


@pytest.mark.parametrize(
    ("why_not", "said"),
    [
        ("no_email_consent", "No address was given"),
        ("emails_stopped", "They asked us to stop e-mails"),
        ("email_unusable", "The address takes no e-mail"),
    ],
)
async def test_where_none_goes_it_says_why_and_nothing_can_be_stopped(
    robin: Visitor, notify: FakeOwner, why_not: str, said: str
) -> None:
    notify.shows[SHOWN] = none_goes(why_not)
    part = (await robin.part(HERE)).text
    assert said in part
    assert "Stop e-mails" not in part


async def test_without_a_mail_server_a_patients_page_says_nothing_of_it(
    robin: Visitor, notify: FakeOwner
) -> None:
    notify.shows[SHOWN] = none_goes("email_off")
    assert (await robin.part(HERE)).text.strip() == ""
    assert "No mail server is set up" in (await robin.get(HERE)).text


async def test_stopping_is_asked_of_notify_and_written_down(
    robin: Visitor, notify: FakeOwner, db: Database
) -> None:
    async def stopped() -> None:
        notify.shows[SHOWN] = none_goes("emails_stopped")

    notify.then = stopped
    part = await robin.post_part(f"{HERE}/stop")
    [(path, _, by)] = notify.asked
    assert (path, by.name) == (f"patients/{PATIENT}/emailing/stop", "Robin Reyes")
    assert "They asked us to stop e-mails" in part.text
    async with db.transaction() as conn:
        found = await conn.execute(
            "select patient_id, subject from audit_entry where action = 'emails_stopped'"
        )
        assert await found.fetchall() == [(PATIENT, "done")]


async def test_stopping_waits_for_no_event_as_none_comes(
    robin: Visitor, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def subscribed(*_: str) -> NoReturn:
        raise AssertionError("somebody waits for news of the patient")

    monkeypatch.setattr(desk.hub, "subscribed", subscribed)
    assert (await robin.post_part(f"{HERE}/stop")).status_code == 200


async def test_without_a_script_one_is_led_back_or_told_why_not(
    robin: Visitor, notify: FakeOwner
) -> None:
    done = await robin.post(f"{HERE}/stop")
    assert (done.status_code, done.headers["location"]) == (303, f"/patients/{PATIENT}")
    notify.error = httpx.ConnectError("away")
    away = await robin.post(f"{HERE}/stop")
    assert away.status_code == 409
    assert "Texting is away right now. Nothing was changed." in away.text


async def test_who_may_only_look_sees_no_button(
    browser: Visitor, add_staff: AddStaff, notify: FakeOwner
) -> None:
    await add_staff(Role.READ_ONLY)
    await browser.sign_in("desk@example.org", PASSWORD)
    part = (await browser.part(HERE)).text
    assert "alex@mail.example" in part
    assert "Stop e-mails" not in part
    assert (await browser.post(f"{HERE}/stop")).status_code == 403
    assert notify.asked == []
