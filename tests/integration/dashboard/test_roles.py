"""S-104: every page and button of the dashboard, as every role and as nobody."""

from collections.abc import Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI

from services.dashboard.pages.desk import Desk
from shared.auth import Role
from shared.web import csrf
from tests.integration.dashboard.conftest import AddStaff
from tests.support.roles import Entry, endpoints, entries

ALL = entries("dashboard")
PAGES = [entry for entry in ALL if entry.allowed is not None]
# The stream goes on for ever; what stands before it is the gate of every page.
TRIED = [entry for entry in PAGES if entry.path != "/live"]
TO_SIGN_IN = {303, 401}
ENDED = ("dashboard GET /live", 204)  # which tells a page that listens to listen no more

Call = Callable[..., Awaitable[httpx.Response]]

# Every page as every role is some hundreds of requests.
pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def call(app: FastAPI, desk: Desk) -> Call:
    """One request in a session of its own, with the form's token."""

    async def answer(entry: Entry, staff_id: str | None) -> httpx.Response:
        session_id = await desk.sessions.start(staff_id) if staff_id else "nobody"
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        cookies = {"desk-session": session_id}
        form = {"csrf_token": csrf.issue(desk.form_key, session_id)}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://desk", cookies=cookies
        ) as client:
            if entry.method == "GET":
                return await client.get(entry.address, headers={"accept": "text/html"})
            return await client.post(entry.address, data=form)

    return answer


def test_s104_every_page_and_button_is_in_the_table_and_none_is_gone(app: FastAPI) -> None:
    table = {str(entry) for entry in ALL}
    assert endpoints(app, "dashboard") == table, "tests/contract/roles.txt"


async def test_s104_each_role_may_open_what_the_table_says(call: Call, add_staff: AddStaff) -> None:
    people = {role: await add_staff(role, f"{role}@example.org") for role in Role}
    wrong = []
    for entry in TRIED:
        for role, staff_id in people.items():
            answer = await call(entry, staff_id)
            sent_away = answer.headers.get("location") == "/sign-in" and entry.path != "/sign-out"
            let_in = answer.status_code != 403 and not sent_away
            if let_in is not (role in (entry.allowed or ())):
                wrong.append((str(entry), role, answer.status_code))
    assert wrong == []


async def test_s104_nobody_sees_only_the_sign_in(call: Call) -> None:
    answers = [(str(entry), (await call(entry, None)).status_code) for entry in PAGES]
    assert [each for each in answers if each[1] not in TO_SIGN_IN] == [ENDED]


async def test_no_page_may_be_kept_by_the_browser(call: Call, add_staff: AddStaff) -> None:
    """Whatever it answers: a page, a part, a file or a refusal."""
    staff_id = await add_staff(Role.OWNER)
    kept = []
    for entry in TRIED:
        answer = await call(entry, staff_id)
        if answer.headers["cache-control"] != "no-store":
            kept.append(str(entry))
    assert kept == []
