"""One talk in the inbox, as notify shows and keeps it."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.auth import Role
from shared.db import Database
from shared.events.replies import ThreadAge, ThreadChanged
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.support.facts import NOW

TALK = f"/inbox/{PATIENT}"
KEY = "0195d7a0-0000-7000-8000-000000000003"
REPLY = "0195d7a0-0000-7000-8000-000000000004"

CANNED = [{"answer_id": KEY, "title": "Parking", "bodies": {"en": "At the back", "es": "Detras"}}]


def said(*, from_patient: bool, body: str, said_id: str = REPLY) -> dict[str, Any]:
    return {
        "id": said_id,
        "from_patient": from_patient,
        "at": (NOW - timedelta(minutes=5)).isoformat(),
        "body": body,
        "kind": None if from_patient else "reminder",
        "state": None if from_patient else "delivered",
        "written_by": None,
        "intent": "other" if from_patient else None,
        "media_count": 0,
        "appointment_id": None,
        "read_at": None,
        "read_by": None,
        "corrected_by": None,
    }


def a_talk(**changes: Any) -> dict[str, Any]:
    return {
        "patient_id": PATIENT,
        "patient_name": "Alex Example",
        "phone": "+13105550123",
        "language": "es",
        "unread": 1,
        "unread_since": NOW.isoformat(),
        "age": "fresh",
        "assigned_to": None,
        "may_text": True,
        "why_not": None,
        "said": [
            said(from_patient=False, body="Visit Tue 10:00 AM", said_id=KEY),
            said(from_patient=True, body="Ok see you <then>"),
        ],
        "notes": [{"words": "Prefers mornings", "staff_name": "Mei", "at": NOW.isoformat()}],
        **changes,
    }


@pytest.fixture(autouse=True)
async def talking(notify: FakeOwner, project: Project) -> None:
    notify.shows[f"threads/{PATIENT}"] = a_talk()
    notify.shows["canned-answers"] = CANNED
    await project(facts.patient(), facts.booked(facts.visit()), facts.reply())


async def test_a_talk_shows_both_sides_what_was_understood_and_the_notes(robin: Visitor) -> None:
    shown = (await robin.get(TALK)).text
    assert shown.index("Visit Tue 10:00 AM") < shown.index("Ok see you &lt;then&gt;")
    assert "for a person to read" in shown
    assert "Prefers mornings" in shown


async def test_answers_kept_ready_are_in_the_patients_language(robin: Visitor) -> None:
    assert 'data-words="Detras"' in (await robin.get(TALK)).text


async def test_an_answer_goes_to_notify_once_and_the_texts_count_as_read(
    robin: Visitor, notify: FakeOwner, db: Database
) -> None:
    answer = await robin.post(
        f"{TALK}/answers", page=TALK, body=" See you. ", request_id=KEY, up_to=REPLY
    )
    assert (answer.status_code, answer.headers["location"]) == (303, TALK)
    [(path, body, by)] = notify.asked
    assert path == f"threads/{PATIENT}/answers"
    assert body == {"body": "See you.", "request_id": KEY, "up_to": REPLY}
    assert by.name == "Robin Reyes"
    assert "Every text has been read" in (await robin.part("/parts/panels")).text
    async with db.transaction() as conn:
        found = await conn.execute("select * from audit_entry where action = 'text_requested'")
        assert "See you" not in repr(await found.fetchall())


@pytest.mark.parametrize(
    ("code", "said"),
    [("opted_out", "asked us to stop texting"), ("number_unusable", "takes no texts")],
)
async def test_s79c_an_answer_that_may_not_go_is_refused_with_the_reason_and_is_still_there(
    robin: Visitor, notify: FakeOwner, code: str, said: str
) -> None:
    notify.status, notify.code = 409, code
    refused = await robin.post(f"{TALK}/answers", page=TALK, body="Hello there", request_id=KEY)
    assert refused.status_code == 409
    assert said in refused.text
    assert "Hello there" in refused.text


async def test_s79c_to_an_opted_out_patient_there_is_no_box_but_a_call(
    robin: Visitor, notify: FakeOwner
) -> None:
    notify.shows[f"threads/{PATIENT}"] = a_talk(may_text=False, why_not="opted_out")
    shown = (await robin.get(TALK)).text
    assert "This person has stopped texts" in shown
    assert 'name="body"' not in shown
    assert 'href="tel:+13105550123"' in shown


@pytest.mark.parametrize("may_email", [True, False])
async def test_where_no_text_may_go_the_address_e_mails_go_to_is_offered(
    robin: Visitor, notify: FakeOwner, *, may_email: bool
) -> None:
    notify.shows[f"threads/{PATIENT}"] = a_talk(may_text=False, why_not="opted_out")
    notify.shows[f"patients/{PATIENT}/emailing"] = {
        "may_email": may_email,
        "why_not": None if may_email else "emails_stopped",
        "reminders": may_email,
        "address": "alex@example.org",
    }
    assert ('href="mailto:alex@example.org"' in (await robin.get(TALK)).text) == may_email


async def test_a_strangers_phone_is_not_said_to_be_unknown_where_it_stands(
    robin: Visitor, notify: FakeOwner
) -> None:
    stranger = a_talk(patient_name=None, may_text=False, why_not="no_phone")
    notify.shows[f"threads/{PATIENT}"] = stranger
    shown = (await robin.get(TALK)).text
    assert "The phone belongs to no patient, so no text may go." in shown
    assert "No mobile number is known" not in shown


async def test_s60_the_box_of_an_open_talk_is_made_anew_only_when_texts_may_go_no_longer_or_again(
    robin: Visitor, notify: FakeOwner
) -> None:
    box = f"/parts/talks/{PATIENT}/answer?shown="
    assert (await robin.part(box)).status_code == 204
    notify.shows[f"threads/{PATIENT}"] = a_talk(may_text=False, why_not="opted_out")
    gone = (await robin.part(box)).text
    assert ("This person has stopped texts" in gone, 'name="body"' in gone) == (True, False)
    assert (await robin.part(f"{box}opted_out")).status_code == 204
    notify.shows[f"threads/{PATIENT}"] = a_talk()
    assert 'name="body"' in (await robin.part(f"{box}opted_out")).text


async def test_while_typing_it_is_said_how_long_it_is_and_what_it_must_not_show(
    robin: Visitor, notify: FakeOwner
) -> None:
    notify.answers = {
        "may_text": True,
        "why_not": None,
        "goes_at": None,
        "encoding": "GSM-7",
        "units": 170,
        "segments": 2,
        "marked": [{"words": "migraine", "because": "condition"}],
    }
    shown = await robin.post_part(f"{TALK}/check", body="your migraine")
    assert "2 texts" in shown.text
    assert "migraine" in shown.text


@pytest.mark.parametrize(
    ("path", "fields", "asked", "body"),
    [
        ("assign", {"staff_id": "s-1"}, "assign", {"staff_id": "s-1"}),
        ("assign", {"staff_id": ""}, "assign", {"staff_id": None}),
        ("notes", {"words": "Called back"}, "notes", {"words": "Called back"}),
        ("read", {"up_to": REPLY}, "read", {"up_to": REPLY}),
    ],
)
async def test_what_is_done_with_a_talk_is_asked_of_notify(
    robin: Visitor,
    notify: FakeOwner,
    path: str,
    fields: dict[str, Any],
    asked: str,
    body: dict[str, Any],
) -> None:
    answer = await robin.post(f"{TALK}/{path}", page=TALK, **fields)
    assert answer.status_code == 303
    [(said_path, said_body, _)] = notify.asked
    assert (said_path, said_body) == (f"threads/{PATIENT}/{asked}", body)


async def test_what_a_text_meant_is_corrected_with_one_click(
    robin: Visitor, notify: FakeOwner
) -> None:
    assert 'value="visit-1"' in (await robin.get(TALK)).text
    fields: dict[str, Any] = {"meant": "confirm", "appointment_id": "visit-1"}
    await robin.post(f"{TALK}/replies/{REPLY}/meant", page=TALK, **fields)
    [(path, body, _)] = notify.asked
    assert (path, body) == (f"replies/{REPLY}/correction", fields)


async def test_who_has_a_thread_is_said_in_the_list(
    robin: Visitor, project: Project, add_staff: AddStaff
) -> None:
    mei = await add_staff(Role.OWNER, "mei@example.org")
    thread = ThreadChanged(
        patient_id=PATIENT,
        version=1,
        unread=1,
        unread_since=NOW,
        age=ThreadAge.FRESH,
        assigned_to=mei,
        changed_at=NOW,
        by_staff_id=mei,
    )
    before = (await robin.part("/parts/inbox")).text.count("Robin Reyes")
    await project(thread)
    assert (await robin.part("/parts/inbox")).text.count("Robin Reyes") == before + 1


async def test_while_texting_is_away_the_page_says_so_and_leads_to_the_story(
    robin: Visitor, notify: FakeOwner
) -> None:
    notify.error = httpx.ConnectError("away")
    shown = (await robin.get(TALK)).text
    assert "Texting is away" in shown
    assert f'href="/patients/{PATIENT}"' in shown


async def test_a_text_is_not_marked_as_read_here_while_notify_would_not_know(
    robin: Visitor, notify: FakeOwner
) -> None:
    notify.error = httpx.ConnectError("away")
    answer = await robin.post_part("/replies/reply-1/read")
    assert "Texting is away right now. Nothing was changed" in answer.text
    assert "Can I come earlier?" in answer.text


@pytest.mark.parametrize("path", ["answers", "assign", "notes", "read"])
async def test_read_only_staff_read_talks_and_change_nothing(
    browser: Visitor, add_staff: AddStaff, notify: FakeOwner, path: str
) -> None:
    await add_staff(Role.READ_ONLY)
    await browser.sign_in("desk@example.org", PASSWORD)
    assert "Ok see you" in (await browser.get(TALK)).text
    answer = await browser.post(f"{TALK}/{path}", body="x", words="x", request_id=KEY)
    assert answer.status_code == 403
    assert notify.asked == []
