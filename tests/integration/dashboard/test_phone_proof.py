"""A patient's phone is proven at the desk, where the practice asks for that."""

import httpx
import pytest

from shared.auth import Role
from shared.db import Database
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff, FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.support.facts import NOW

HERE = f"/patients/{PATIENT}/phone"
SHOWN = f"patients/{PATIENT}/phone"
WAITS = {"phone": "+13105550123", "proven_at": None, "needed": True}
PROVEN = WAITS | {"proven_at": NOW.isoformat(), "needed": False}


@pytest.fixture(autouse=True)
async def a_patient(booking: FakeOwner, project: Project) -> None:
    booking.shows[SHOWN] = WAITS
    await project(facts.patient())


async def test_a_patients_page_says_that_texts_wait_for_the_phone(robin: Visitor) -> None:
    assert f'hx-get="{HERE}"' in (await robin.get(f"/patients/{PATIENT}")).text
    part = (await robin.part(HERE)).text
    assert "Phone not proven: texts wait" in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("proof", "said"), [(PROVEN, "Proven Mon, Mar 8"), (WAITS | {"needed": False}, "do not wait")]
)
async def test_where_no_text_waits_only_the_page_of_the_phone_says_so(
    robin: Visitor, booking: FakeOwner, proof: dict[str, object], said: str
) -> None:
    booking.shows[SHOWN] = proof
    assert (await robin.part(HERE)).text.strip() == ""
    assert said in (await robin.get(HERE)).text


async def test_a_code_is_sent_and_what_they_read_proves_the_phone(
    robin: Visitor, booking: FakeOwner, db: Database
) -> None:
    async def proven() -> None:
        booking.shows[SHOWN] = PROVEN

    assert "A code is on its way" in (await robin.post_part(f"{HERE}/code")).text
    booking.then = proven
    assert "Phone proven" in (await robin.post_part(f"{HERE}/prove", code=" 482 913 ")).text
    asked = [(path, body) for path, body, _ in booking.asked]
    assert asked == [(f"{SHOWN}/code", {}), (f"{SHOWN}/prove", {"code": "482 913"})]
    async with db.transaction() as conn:
        found = await conn.execute(
            "select action, patient_id, subject from audit_entry where action like 'phone_%'"
        )
        assert await found.fetchall() == [
            ("phone_code_asked", PATIENT, "done"),
            ("phone_code_typed", PATIENT, "done"),
        ]


@pytest.mark.parametrize(
    ("button", "code", "said"),
    [
        ("prove", "wrong_code", "That is not the code we sent."),
        ("prove", "code_over", "This code is no longer good."),
        ("code", "too_many_codes", "Enough codes went to this phone."),
    ],
)
async def test_what_booking_refuses_is_said_beside_the_field(
    robin: Visitor, booking: FakeOwner, button: str, code: str, said: str
) -> None:
    booking.status, booking.code = 422, code
    answer = await robin.post_part(f"{HERE}/{button}", code="000000")
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text
    assert said in answer.text


async def test_without_a_code_booking_is_not_asked(robin: Visitor, booking: FakeOwner) -> None:
    answer = await robin.post(f"{HERE}/prove", code=" ")
    assert (answer.status_code, booking.asked) == (422, [])
    assert 'href="#code"' in answer.text


async def test_without_a_script_each_step_leads_back_to_the_page(robin: Visitor) -> None:
    sent = await robin.post(f"{HERE}/code")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{HERE}?said=sent")
    assert "A code is on its way" in (await robin.get(f"{HERE}?said=sent")).text


async def test_with_booking_away_nothing_is_said_to_be_sent(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.error = httpx.ConnectError("away")
    away = await robin.post_part(f"{HERE}/code")
    assert "Booking is away right now. Nothing was changed." in away.text
    assert "on its way" not in away.text
    assert "Booking is away" in (await robin.get(HERE)).text


async def test_who_may_only_look_can_neither_send_nor_prove(
    browser: Visitor, add_staff: AddStaff, booking: FakeOwner
) -> None:
    await add_staff(Role.READ_ONLY)
    await browser.sign_in("desk@example.org", PASSWORD)
    part = (await browser.part(HERE)).text
    assert "Phone not proven: texts wait" in part
    assert "<form" not in part
    for button in ("code", "prove"):
        assert (await browser.post(f"{HERE}/{button}", code="1")).status_code == 403
    assert booking.asked == []
