"""The inbox and the texts that staff type."""

from datetime import timedelta
from typing import Any

import pytest

from shared.auth import Role
from shared.clock import SettableClock
from shared.db import Database
from shared.events.messages import TextingResumed, TextingStopped
from shared.events.replies import Intent
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, Project
from tests.integration.dashboard.facts import PATIENT
from tests.support.facts import NOW

PAGE = f"/patients/{PATIENT}"
SEND = f"{PAGE}/texts"
SECOND = timedelta(seconds=1)
KEY = "0195d7a0-0000-7000-8000-000000000001"


async def requested(db: Database) -> list[dict[str, Any]]:
    async with db.transaction() as conn:
        found = await conn.execute("select payload from outbox order by position")
        return [row[0] for row in await found.fetchall()]


async def test_who_waits_longest_comes_first_and_who_was_read_last(
    robin: Visitor, project: Project
) -> None:
    for number, hours in ((1, 1), (2, 3), (3, 2)):
        patient_id = f"patient-{number}"
        at = NOW - timedelta(hours=hours)
        await project(
            facts.patient(patient_id, name=f"Name {number}"),
            facts.reply(patient_id=patient_id, reply_id=f"reply-{number}", at=at),
        )
    await robin.post("/replies/reply-2/read")
    shown = (await robin.get("/inbox")).text
    assert shown.index("Name 3") < shown.index("Name 1") < shown.index("Name 2")


async def test_s79_a_text_read_by_no_one_for_two_working_hours_is_shown_as_waiting_too_long(
    robin: Visitor, project: Project, clock: SettableClock
) -> None:
    await project(facts.patient(), facts.reply(at=NOW))
    clock.set(NOW + timedelta(minutes=119))
    assert "Waiting too long" not in (await robin.part("/parts/inbox")).text
    clock.set(NOW + timedelta(minutes=120))
    await robin.sign_in("desk@example.org", PASSWORD)
    assert "Waiting too long" in (await robin.part("/parts/inbox")).text
    assert "Waiting too long" in (await robin.part("/parts/panels")).text


async def test_the_inbox_says_what_was_understood(robin: Visitor, project: Project) -> None:
    await project(facts.patient(), facts.reply("X", intent=Intent.CANCEL_WISH))
    assert "Understood: may want to cancel: please call" in (await robin.get("/inbox")).text


async def test_an_answer_is_requested_of_notify_once_and_counts_as_read(
    robin: Visitor, project: Project, db: Database
) -> None:
    await project(facts.patient(), facts.reply())
    answer = await robin.post(SEND, page=PAGE, body=" Yes, 9:30 is free. ", request_id=KEY)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    [event] = await requested(db)
    assert (event["request_id"], event["kind"]) == (KEY, "staff_message")
    assert event["values"] == {"body": "Yes, 9:30 is free."}
    assert "Every text has been read" in (await robin.part("/parts/panels")).text


async def test_s79c_to_an_opted_out_patient_nothing_goes_and_a_call_is_offered(
    robin: Visitor, project: Project, db: Database
) -> None:
    await project(facts.patient(), TextingStopped(patient_id=PATIENT, at=NOW, source="keyword"))
    shown = await robin.get(PAGE)
    assert "asked us to stop texting" in shown.text
    assert 'name="body"' not in shown.text
    assert 'href="tel:+13105550123"' in shown.text
    refused = await robin.post(SEND, page=PAGE, body="Hello", request_id=KEY)
    assert refused.status_code == 422
    assert "asked us to stop texting" in refused.text
    assert await requested(db) == []


async def test_the_box_of_an_open_page_is_made_anew_only_when_texts_may_go_no_longer_or_again(
    robin: Visitor, project: Project
) -> None:
    box = f"/parts/patients/{PATIENT}/answer?shown="
    await project(facts.patient())
    assert (await robin.part(box)).status_code == 204
    await project(TextingStopped(patient_id=PATIENT, at=NOW, source="keyword"))
    gone = await robin.part(box)
    assert ("asked us to stop texting" in gone.text, 'name="body"' in gone.text) == (True, False)
    assert (await robin.part(f"{box}stopped")).status_code == 204
    again = TextingResumed(
        patient_id=PATIENT, at=NOW + SECOND, source="keyword", categories=("visit",)
    )
    await project(again)
    assert 'name="body"' in (await robin.part(f"{box}stopped")).text


async def test_what_is_too_long_is_kept_and_not_sent(
    robin: Visitor, project: Project, db: Database
) -> None:
    await project(facts.patient())
    refused = await robin.post(SEND, page=PAGE, body="word " * 100, request_id=KEY)
    assert (refused.status_code, "word word" in refused.text) == (422, True)
    assert await requested(db) == []


@pytest.mark.parametrize(("body", "said"), [("Yes.", "1 text"), ("é" * 200, "2 texts")])
async def test_the_length_is_told_while_typing(robin: Visitor, body: str, said: str) -> None:
    answer = await robin.post_part("/texts/length", body=body)
    assert answer.text.strip() == said


async def test_read_only_staff_see_the_inbox_and_cannot_answer(
    browser: Visitor, add_staff: AddStaff, project: Project, db: Database
) -> None:
    await add_staff(Role.READ_ONLY)
    await browser.sign_in("desk@example.org", PASSWORD)
    await project(facts.patient(), facts.reply())
    assert "Alex Example" in (await browser.get("/inbox")).text
    assert (await browser.post(SEND, page=PAGE, body="Hi", request_id=KEY)).status_code == 403
    assert await requested(db) == []
