"""Who works here: added, given another role, sent away, helped back in."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from shared.auth import Role
from shared.clock import SettableClock
from shared.db import Database
from tests.integration.dashboard.browser import Visitor
from tests.integration.dashboard.conftest import PASSWORD, AddStaff

NEW = "another long password"
EMAIL = "mei@example.org"


@pytest.fixture
async def owner(browser: Visitor, add_staff: AddStaff, clock: SettableClock) -> Visitor:
    await add_staff(Role.OWNER, "owner@example.org")
    await browser.sign_in("owner@example.org", PASSWORD)
    return browser


@pytest.fixture
def mei(app: FastAPI) -> Visitor:
    """Somebody at another browser."""
    return Visitor(AsyncClient(transport=ASGITransport(app), base_url="http://desk"))


def given(page: str) -> str:
    found = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert found, page
    return found[1]


async def add(owner: Visitor, role: str = "front_desk") -> str:
    answer = await owner.post("/staff", page="/staff", name="Mei Chen", email=EMAIL, role=role)
    assert answer.status_code == 200
    return given(answer.text)


async def id_of(db: Database, email: str) -> str:
    async with db.transaction() as conn:
        cursor = await conn.execute("select id from staff where email = %s", (email,))
        row = await cursor.fetchone()
    assert row is not None
    return str(row[0])


async def choose(mei: Visitor, password: str) -> int:
    page = "/sign-in/password"
    return (await mei.post(page, page=page, password=password, again=password)).status_code


async def test_a_new_member_comes_in_with_a_password_of_their_own(
    owner: Visitor, mei: Visitor
) -> None:
    first = await add(owner)
    assert (await mei.sign_in(EMAIL, first)).headers["location"] == "/sign-in/password"
    assert (await mei.get("/")).status_code == 303  # the given password opens nothing else
    assert await choose(mei, "short") == 422
    assert await choose(mei, NEW) == 303
    assert (await mei.get("/")).status_code == 200
    assert (await mei.sign_in(EMAIL, first)).status_code == 422


async def test_a_reset_password_ends_the_sessions_and_must_be_replaced(
    owner: Visitor, mei: Visitor, add_staff: AddStaff, db: Database, clock: SettableClock
) -> None:
    await add_staff(email=EMAIL)
    await mei.sign_in(EMAIL, PASSWORD)
    clock.advance(timedelta(minutes=1))
    answer = await owner.post(f"/staff/{await id_of(db, EMAIL)}/reset-password", page="/staff")
    assert (await mei.get("/")).status_code == 303
    assert (await mei.sign_in(EMAIL, given(answer.text))).headers["location"].endswith("password")


async def test_whoever_leaves_is_out_at_once_and_stays_in_the_audit_log(
    owner: Visitor, mei: Visitor, add_staff: AddStaff, db: Database
) -> None:
    await add_staff(email=EMAIL)
    await mei.sign_in(EMAIL, PASSWORD)
    staff_id = await id_of(db, EMAIL)
    await owner.post(f"/staff/{staff_id}/deactivate", page="/staff")
    assert (await mei.get("/")).status_code == 303
    assert (await mei.sign_in(EMAIL, PASSWORD)).status_code == 422
    assert staff_id in (await owner.get("/audit")).text
    await owner.post(f"/staff/{staff_id}/reactivate", page="/staff")
    assert (await mei.sign_in(EMAIL, PASSWORD)).status_code == 303


async def test_a_new_role_counts_from_the_next_page_on(
    owner: Visitor, mei: Visitor, add_staff: AddStaff, db: Database
) -> None:
    await add_staff(email=EMAIL)
    await mei.sign_in(EMAIL, PASSWORD)
    assert (await mei.get("/staff")).status_code == 403
    await owner.post(f"/staff/{await id_of(db, EMAIL)}/role", page="/staff", role="owner")
    assert (await mei.get("/staff")).status_code == 200


async def test_the_last_owner_cannot_be_lost(owner: Visitor, db: Database) -> None:
    own_id = await id_of(db, "owner@example.org")
    for action in ("role", "deactivate"):
        address = f"/staff/{own_id}/{action}"
        answer = await owner.post(address, page="/staff", role="read_only")
        assert answer.status_code == 422
    assert (await owner.get("/staff")).status_code == 200


@pytest.mark.parametrize(
    ("name", "email", "role"),
    [
        ("", EMAIL, "owner"),
        ("Mei", "nowhere", "owner"),
        ("Mei", EMAIL, "chief"),
        ("Mei", "owner@example.org", "owner"),
    ],
)
async def test_what_cannot_be_an_account_is_said(
    owner: Visitor, name: str, email: str, role: str
) -> None:
    answer = await owner.post("/staff", page="/staff", name=name, email=email, role=role)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.FRONT_DESK, Role.READ_ONLY])
async def test_only_an_owner_manages_staff(
    browser: Visitor, add_staff: AddStaff, role: Role
) -> None:
    await add_staff(role)
    await browser.sign_in("desk@example.org", PASSWORD)
    assert (await browser.get("/staff")).status_code == 403
    added = await browser.post("/staff", name="Mei", email=EMAIL, role="owner")
    assert added.status_code == 403
    assert 'href="/staff"' not in (await browser.get("/settings")).text
