"""Packages of one patient: what booking is asked, and what is said."""

import pytest

from shared.db import Database
from tests.integration.dashboard import facts
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import FakeOwner, Project
from tests.integration.dashboard.facts import PATIENT
from tests.integration.dashboard.test_booking import CATALOGUE
from tests.support.facts import NOW

PAGE = f"/patients/{PATIENT}"
KEY = "0195d7a0-0000-7000-8000-000000000005"
ACUPUNCTURE = {"id": "acupuncture", "name": "Acupuncture"}
LINE = {
    "at": NOW.isoformat(),
    "credits": 10,
    "balance": 10,
    "cause": "bought",
    "overruled": False,
    "appointment_id": None,
    "reason": None,
    "actor": "system",
}
PACKAGE = {
    "id": KEY,
    "version": 2,
    "treatments": [ACUPUNCTURE],
    "bought": 10,
    "left": 9,
    "expires_on": "2027-12-31",
    "ledger": [LINE, {**LINE, "credits": -1, "balance": 9, "cause": "corrected", "reason": "typo"}],
}


@pytest.fixture(autouse=True)
async def a_patient(booking: FakeOwner, project: Project) -> None:
    booking.shows |= CATALOGUE
    booking.shows[f"patients/{PATIENT}/packages"] = [PACKAGE]
    await project(facts.patient())


async def test_every_line_of_a_ledger_is_shown_with_its_reason(robin: Visitor) -> None:
    shown = " ".join((await robin.get(f"{PAGE}/packages")).text.split())
    assert "9 of 10 left" in shown
    assert "Good until Dec 31, 2027" in shown
    assert "−1</td>" in shown
    assert "typo" in shown


async def test_a_package_is_sold_under_the_id_of_its_form(
    robin: Visitor, booking: FakeOwner
) -> None:
    answer = await robin.post(
        f"{PAGE}/packages",
        request_id=KEY,
        treatments=["acupuncture", "massage"],
        visits="8",
        expires_on="2027-12-31",
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}/packages")
    [(path, asked, by)] = booking.asked
    assert (path, by.name) == ("packages", "Robin Reyes")
    assert asked == {
        "package_id": KEY,
        "patient_id": PATIENT,
        "treatments": ["acupuncture", "massage"],
        "visits": 8,
        "expires_on": "2027-12-31",
    }


async def test_what_cannot_be_sold_is_said_beside_its_field_and_stays_typed(
    robin: Visitor, booking: FakeOwner
) -> None:
    answer = await robin.post(
        f"{PAGE}/packages", request_id=KEY, treatments="massage", visits="many"
    )
    assert answer.status_code == 422
    assert 'id="visits-error"' in answer.text
    assert 'value="many"' in answer.text
    assert 'value="massage" checked' in answer.text
    assert booking.asked == []


async def test_a_correction_needs_a_reason_and_names_the_line_that_was_seen(
    robin: Visitor, booking: FakeOwner
) -> None:
    address, form = f"{PAGE}/packages/correct", {"package": f"{KEY} 2", "credits": "-1"}
    assert (await robin.post(address, **form)).status_code == 422
    await robin.post(address, **form, reason="charged twice")
    [(path, asked, _)] = booking.asked
    assert path == f"packages/{KEY}/correct"
    assert asked == {"version": 2, "credits": -1, "reason": "charged twice", "overrule": False}


async def test_a_balance_below_zero_is_refused_and_may_then_be_overruled(
    robin: Visitor, booking: FakeOwner
) -> None:
    booking.status, booking.code = 409, "not_enough"
    form = {"package": f"{KEY} 2", "credits": "-30", "reason": "charged twice"}
    answer = await robin.post(f"{PAGE}/packages/correct", **form)
    assert (answer.status_code, 'name="overrule"' in answer.text) == (409, True)
    booking.status = 200
    await robin.post(f"{PAGE}/packages/correct", **form, overrule="yes")
    assert booking.asked[-1][1]["overrule"] is True


async def test_selling_is_written_down(robin: Visitor, db: Database) -> None:
    await robin.post(f"{PAGE}/packages", request_id=KEY, treatments="acupuncture", visits="8")
    async with db.transaction() as conn:
        found = await conn.execute(
            "select patient_id, subject from audit_entry where action = 'package_changed'"
        )
        assert await found.fetchall() == [(PATIENT, "packages done")]
